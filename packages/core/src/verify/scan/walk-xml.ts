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

/** The attributes between `start` and `end` of checked text: name, `=`, quoted value, one after the other. */
function attributesOf(xml: string, start: number, end: number): readonly WalkedAttribute[] {
  const found: WalkedAttribute[] = [];
  for (let at = start; ; ) {
    const equals = xml.indexOf("=", at);
    if (equals < 0 || equals >= end) return found;
    let open = equals + 1;
    while (!isQuote(xml.charCodeAt(open))) open += 1;
    const close = xml.indexOf(xml.charAt(open), open + 1);
    const raw = xml.slice(open + 1, close);
    const value = decodeReferences(/[\t\n]/.test(raw) ? raw.replace(/[\t\n]/g, " ") : raw);
    found.push({ name: xml.slice(at, equals).trim(), raw, value });
    at = close + 1;
  }
}

function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27;
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

function skipName(xml: string, start: number, end: number): number {
  let at = start;
  while (at < end && xml.charCodeAt(at) > 0x20) at += 1;
  return at;
}

function nextQuote(xml: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    if (isQuote(xml.charCodeAt(at))) return at;
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
      const last = isEmpty ? end - 1 : end;
      const nameEnd = skipName(xml, at + 1, last);
      handler.open(xml.slice(at + 1, nameEnd), nameEnd === last ? none : attributesOf(xml, nameEnd, last), at, end + 1);
      at = end + 1;
      if (isEmpty) handler.close(at);
    }
  }
}
