import type { XmlElement } from "../xml/xml-document.js";
import { childElements } from "../xml/xml-document.js";

/** An element without its place or layout: what it says. */
export interface PlainElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly elements: readonly PlainElement[];
}

/** What an element of a file says; its text, which the schema knows none of, is left out. */
export function plainElement(element: XmlElement): PlainElement {
  return {
    name: element.name,
    attributes: Object.fromEntries(element.attributes.map(({ name, value }) => [name, value])),
    elements: childElements(element).map(plainElement),
  };
}
