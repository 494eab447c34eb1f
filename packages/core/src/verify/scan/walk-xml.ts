import { decodeReferences } from "./references.js";

/** An attribute as it stands between its quotes, and its value as XML 1.0 3.3.3 normalises it. */
export interface WalkedAttribute {
  readonly name: string;
  readonly raw: string;
  readonly value: string;
}

/** Called in document order; offsets are indexes of the walked text. */
export interface XmlHandler {
  open(name: string, attributes: readonly WalkedAttribute[], start: number, end: number): void;
  /** Text between two tags, references not decoded. */
  text(raw: string): void;
  close(end: number): void;
}

const none: readonly WalkedAttribute[] = [];

/** XML 1.0 2.11. */
export function normalizeLineEnds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** The offset of the first character from `at` on that is no white space. */
function skipSpace(xml: string, at: number): number {
  let next = at;
  while (xml.charCodeAt(next) <= 0x20) next += 1;
  return next;
}

/** The offset after the name that begins at an offset. */
function skipName(xml: string, start: number): number {
  const { length } = xml;
  for (let at = start + 1; at < length; at += 1) {
    const code = xml.charCodeAt(at);
    // A space, "/", "=" or ">".
    if (code <= 0x20 || code === 0x2f || code === 0x3d || code === 0x3e) return at;
  }
  return length;
}

/** XML 1.0 3.3.3, line ends being normalised already. */
function attributeValue(raw: string): string {
  const spaced = raw.includes("\n") || raw.includes("\t") ? raw.replace(/[\t\n]/g, " ") : raw;
  return decodeReferences(spaced);
}

/** Reads the start tag whose `<` stands at `start`. Returns the offset after it. */
function walkStartTag(xml: string, start: number, handler: XmlHandler): number {
  const nameEnd = skipName(xml, start + 1);
  const name = xml.slice(start + 1, nameEnd);
  let attributes: WalkedAttribute[] | null = null;
  for (let at = skipSpace(xml, nameEnd); ; at = skipSpace(xml, at)) {
    const code = xml.charCodeAt(at);
    if (code === 0x3e || code === 0x2f) {
      const end = code === 0x2f ? at + 2 : at + 1;
      handler.open(name, attributes ?? none, start, end);
      if (code === 0x2f) handler.close(end);
      return end;
    }
    const attributeEnd = skipName(xml, at);
    let open = attributeEnd;
    while (!isQuote(xml.charCodeAt(open))) open += 1;
    const close = xml.indexOf(xml.charCodeAt(open) === 0x22 ? '"' : "'", open + 1);
    const raw = xml.slice(open + 1, close);
    attributes ??= [];
    attributes.push({ name: xml.slice(at, attributeEnd), raw, value: attributeValue(raw) });
    at = close + 1;
  }
}

function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27;
}

/** Walks the markup of text that a strict scan has passed, line ends normalised: tags and text, nothing else. Linear. */
export function walkXml(xml: string, handler: XmlHandler): void {
  const { length } = xml;
  for (let at = 0; at < length; ) {
    if (xml.charCodeAt(at) !== 0x3c) {
      const next = xml.indexOf("<", at);
      const end = next < 0 ? length : next;
      handler.text(xml.slice(at, end));
      at = end;
    } else if (xml.charCodeAt(at + 1) === 0x2f) {
      at = xml.indexOf(">", at) + 1;
      handler.close(at);
    } else {
      at = walkStartTag(xml, at, handler);
    }
  }
}
