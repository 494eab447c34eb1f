/** An attribute with its decoded value. */
export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
}

/** Character data: text or CDATA. `blank` where it is white space only. */
interface XmlText {
  readonly kind: "text";
  readonly start: number;
  readonly end: number;
  readonly blank: boolean;
}

/** A comment, a processing instruction or the XML declaration. */
interface XmlOther {
  readonly kind: "other";
  readonly start: number;
  readonly end: number;
}

/** An element with its place in the source; offsets are UTF-16 code units, ends exclusive. */
export interface XmlElement {
  readonly kind: "element";
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly start: number;
  /** Just after the last attribute, or the name: white space and `>` or `/>` follow. */
  readonly attributesEnd: number;
  readonly startTagEnd: number;
  /** Where `</` stands; `end` where the element closes itself. */
  readonly endTagStart: number;
  readonly end: number;
  readonly selfClosing: boolean;
  readonly children: readonly XmlNode[];
}

export type XmlNode = XmlElement | XmlText | XmlOther;

export interface XmlDocument {
  readonly text: string;
  readonly root: XmlElement;
  /** Everything on the top level, the root among it. */
  readonly nodes: readonly XmlNode[];
}

/** Child elements, those of one name where it is given. */
export function childElements(element: XmlElement, name?: string): readonly XmlElement[] {
  return element.children.filter(
    (node): node is XmlElement => node.kind === "element" && (name === undefined || node.name === name),
  );
}

/** The decoded value of an attribute, or null. */
export function attributeOf(element: XmlElement, name: string): string | null {
  return element.attributes.find((attribute) => attribute.name === name)?.value ?? null;
}
