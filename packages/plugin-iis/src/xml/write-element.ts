import type { PlainElement } from "../schema/plain-element.js";
import { escapeAttribute } from "./character-references.js";

interface ElementStyle {
  /** Line end and indentation that stand before the element. */
  readonly lead: string;
  /** One step of indentation; null: everything on one line. */
  readonly unit: string | null;
  /** Characters outside ASCII become references. */
  readonly ascii: boolean;
}

/** The element as text, without its lead. */
export function writeElement(element: PlainElement, style: ElementStyle): string {
  const attributes = Object.entries(element.attributes).map(
    ([name, value]) => ` ${name}="${escapeAttribute(value, style.ascii)}"`,
  );
  const head = `<${element.name}${attributes.join("")}`;
  if (element.elements.length === 0) return `${head} />`;
  const inner = { ...style, lead: style.unit === null ? "" : style.lead + style.unit };
  const children = element.elements.map((child) => inner.lead + writeElement(child, inner));
  return `${head}>${children.join("")}${style.unit === null ? "" : style.lead}</${element.name}>`;
}
