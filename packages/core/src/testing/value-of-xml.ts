import type { ActionValue, Scope } from "../feed/feed.js";
import { readElement } from "../feed/xml-element.js";
import { scanXml } from "../verify/scan/scan-xml.js";
import { canonicalize } from "../verify/signature/canonicalize.js";

/**
 * The XML of a `Value`, with or without that element around it, as a plugin's `parameters` gets it from a signed feed:
 * scanned, canonical, and read by the feed's own reader. Throws the error a feed with it would be refused with.
 */
export function valueOfXml(xml: string, scope: Scope): ActionValue {
  const text = `<Value>${xml}</Value>`;
  scanXml(Buffer.from(text));
  const outer = readElement(canonicalize(text, "exclusive"));
  const [only] = outer.elements;
  const inner = outer.elements.length === 1 && only?.name === "Value" && outer.text.trim() === "" ? only : outer;
  return { text: inner.text, elements: inner.elements, scope };
}
