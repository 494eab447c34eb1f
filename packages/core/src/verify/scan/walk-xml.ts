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

const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const none: readonly WalkedAttribute[] = [];

/** XML 1.0 2.11. */
export function normalizeLineEnds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

function attributesOf(tag: string): readonly WalkedAttribute[] {
  if (!tag.includes("=")) return none;
  const found: WalkedAttribute[] = [];
  for (const match of tag.matchAll(attribute)) {
    const raw = match[2] ?? match[3] ?? "";
    const value = decodeReferences(/[\t\n]/.test(raw) ? raw.replace(/[\t\n]/g, " ") : raw);
    found.push({ name: match[1] ?? "", raw, value });
  }
  return found;
}

/** The offset of the `>` that ends the tag beginning at an offset. */
function tagEnd(xml: string, start: number): number {
  let end = xml.indexOf(">", start);
  // A > may stand in an attribute value: then the quotes before it do not pair up.
  for (let at = start; ; ) {
    const quote = nextQuote(xml, at, end);
    if (quote < 0) return end;
    at = xml.indexOf(xml.charAt(quote), quote + 1) + 1;
    if (at > end) end = xml.indexOf(">", at);
  }
}

function nextQuote(xml: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const code = xml.charCodeAt(at);
    if (code === 0x22 || code === 0x27) return at;
  }
  return -1;
}

/** Walks the markup of text that a strict scan has passed, line ends normalised: tags and text, nothing else. Linear. */
export function walkXml(xml: string, handler: XmlHandler): void {
  for (let at = 0; at < xml.length; ) {
    if (xml.charCodeAt(at) !== 0x3c) {
      const next = xml.indexOf("<", at);
      const end = next < 0 ? xml.length : next;
      handler.text(xml.slice(at, end));
      at = end;
    } else if (xml.charCodeAt(at + 1) === 0x2f) {
      at = xml.indexOf(">", at) + 1;
      handler.close(at);
    } else {
      const end = tagEnd(xml, at);
      const isEmpty = xml.charCodeAt(end - 1) === 0x2f;
      const tag = xml.slice(at + 1, isEmpty ? end - 1 : end);
      const space = tag.search(/\s/);
      const name = space < 0 ? tag : tag.slice(0, space);
      handler.open(name, space < 0 ? none : attributesOf(tag.slice(space)), at, end + 1);
      at = end + 1;
      if (isEmpty) handler.close(at);
    }
  }
}
