import { childElements, type XmlDocument, type XmlElement, type XmlNode } from "./xml-document.js";

/** How new text is laid out so that it looks like what stands around it. */
interface Layout {
  /** What goes before the new element: a line end and indentation, or nothing in a file without lines. */
  readonly lead: string;
  /** What goes before the closing tag of a parent that had nothing in it. */
  readonly tail: string;
  /** One step of indentation; null: everything on one line. */
  readonly unit: string | null;
}

/** The layout of a new child of `parent`. */
export function layoutInside(document: XmlDocument, parent: XmlElement): Layout {
  const { text } = document;
  const inline = { lead: "", tail: "", unit: null };
  if (!text.includes("\n")) return inline;
  const eol = lineEnd(text, parent.startTagEnd);
  const outer = eol + indentation(text, parent.start);
  const filled = parent.children.filter((node) => !blank(node));
  const sibling = filled.find((node) => startsLine(text, node.start));
  const unit = indentUnit(document);
  if (sibling !== undefined) return { lead: eol + indentation(text, sibling.start), tail: outer, unit };
  if (filled.some((node) => node.kind === "element")) return inline;
  return { lead: outer + unit, tail: outer, unit };
}

/** The layout of an element that takes the place of another. */
export function layoutInPlace(document: XmlDocument, element: XmlElement): Layout {
  const { text } = document;
  if (!text.includes("\n") || !startsLine(text, element.start)) return { lead: "", tail: "", unit: null };
  const outer = lineEnd(text, element.start) + indentation(text, element.start);
  return { lead: outer, tail: outer, unit: indentUnit(document) };
}

/** True for white space between tags. */
export function blank(node: XmlNode): boolean {
  return node.kind === "text" && node.blank;
}

function lineEnd(text: string, at: number): string {
  const before = text.lastIndexOf("\n", at - 1);
  const newline = before >= 0 ? before : text.indexOf("\n", at);
  return text[newline - 1] === "\r" ? "\r\n" : "\n";
}

/** The white space at the beginning of the line on which `at` stands. */
function indentation(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

function startsLine(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === " " || text[before] === "\t") before -= 1;
  return text[before] === "\n";
}

/** By how much the first element that begins a line is further in than what it stands in, the outermost first. */
function indentUnit({ text, root }: XmlDocument): string {
  for (
    let parents: readonly XmlElement[] = [root];
    parents.length > 0;
    parents = parents.flatMap((each) => childElements(each))
  ) {
    for (const parent of parents) {
      const unit = stepInside(text, parent);
      if (unit !== null) return unit;
    }
  }
  return "    ";
}

function stepInside(text: string, parent: XmlElement): string | null {
  const inside = childElements(parent).filter((child) => startsLine(text, child.start));
  if (inside.length === 0) return null;
  const outer = indentation(text, parent.start);
  const inner = inside
    .map((child) => indentation(text, child.start))
    .find((each) => each.length > outer.length && each.startsWith(outer));
  return inner === undefined ? null : inner.slice(outer.length);
}
