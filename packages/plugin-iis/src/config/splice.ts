import type { PlainElement } from "../schema/plain-element.js";
import { blank, layoutInPlace, layoutInside } from "../xml/layout.js";
import { writeElement } from "../xml/write-element.js";
import { attributeOf, type XmlDocument, type XmlElement, type XmlNode } from "../xml/xml-document.js";

interface Insertion {
  readonly document: XmlDocument;
  readonly parent: XmlElement;
  /** The node they follow; null: first. */
  readonly after: XmlNode | null;
  readonly elements: readonly PlainElement[];
  readonly ascii: boolean;
}

/** What stood from the end of a parent's attributes to its end where it had nothing in it, or null. */
export function emptyBody(document: XmlDocument, parent: XmlElement): string | null {
  return parent.children.every(blank) ? document.text.slice(parent.attributesEnd, parent.end) : null;
}

/** The text with the elements in it, one after the other; every other character stays. */
export function insertElements({ document, parent, after, elements, ascii }: Insertion): string {
  const { text } = document;
  const { lead, tail, unit } = layoutInside(document, parent);
  const written = elements.map((element) => lead + writeElement(element, { lead, unit, ascii })).join("");
  if (emptyBody(document, parent) !== null) {
    return `${text.slice(0, parent.attributesEnd)}>${written}${tail}</${parent.name}>${text.slice(parent.end)}`;
  }
  const at = after === null ? parent.startTagEnd : endWithoutSpace(text, after);
  return text.slice(0, at) + written + text.slice(at);
}

/** Where a node ends without the white space that text ends with. */
function endWithoutSpace(text: string, node: XmlNode): number {
  return node.start + text.slice(node.start, node.end).trimEnd().length;
}

/** Other text for a part of a text; offsets as those of elements. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text after edits that do not overlap, in any order. */
export function edited(text: string, edits: readonly Edit[]): string {
  let at = 0;
  const parts: string[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return parts.join("") + text.slice(at);
}

/** Takes out an element and the white space before it. */
export function removal({ text }: XmlDocument, element: XmlElement): Edit {
  let { start } = element;
  while (" \t\r\n".includes(text.charAt(start - 1)) && start > 0) start -= 1;
  return { start, end: element.end, text: "" };
}

/** Says an element anew in its place. */
export function replacement(document: XmlDocument, old: XmlElement, element: PlainElement, ascii: boolean): Edit {
  const { lead, unit } = layoutInPlace(document, old);
  return { start: old.start, end: old.end, text: writeElement(element, { lead, unit, ascii }) };
}

/** The text with a parent that has nothing in it closed as it was before. */
export function restoreBody(document: XmlDocument, parent: XmlElement, body: string): string {
  return document.text.slice(0, parent.attributesEnd) + body + document.text.slice(parent.end);
}

/** The last node of a parent that is not white space, or null. */
export function lastNode(parent: XmlElement): XmlNode | null {
  return parent.children.filter((node) => !blank(node)).at(-1) ?? null;
}

/** The last `clear` or `remove` of a collection, or null. */
export function lastRemoval(collection: XmlElement): XmlNode | null {
  return collection.children.filter((node) => node.kind === "element" && isRemoval(node)).at(-1) ?? null;
}

/** True for `clear` and `remove`. */
function isRemoval(element: XmlElement): boolean {
  return element.name === "clear" || element.name === "remove";
}

/** True where the element takes an item of that name away: a `clear`, or its `remove`. */
export function takesAway(element: XmlElement, key: string): boolean {
  return element.name === "clear" || (element.name === "remove" && attributeOf(element, "name")?.toLowerCase() === key);
}
