import { isUtf8 } from "node:buffer";
import { StopgapError } from "../../errors/stopgap-error.js";
import { limits } from "../limits.js";
import { byteClasses, TEXT } from "./byte-classes.js";
import { NamespaceScope } from "./namespace-scope.js";
import { refuseNonCharacter, skipReference } from "./references.js";
import { refusal, truncated } from "./refusal.js";
import { type StartTag, StartTagReader } from "./start-tag.js";
import { skipSpace } from "./white-space.js";
import { skipXmlDeclaration } from "./xml-declaration.js";

/** A range of the document's bytes, `end` excluded. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** What a strict scan found; every byte of the document was looked at once. */
export interface ScannedXml {
  readonly bytes: Uint8Array;
  readonly root: Slice & { readonly startTagEnd: number; readonly name: string; readonly namespace: string };
  /** Every `Signature` of the XML signature namespace, wherever it stands. */
  readonly signatures: readonly (Slice & { readonly depth: number })[];
  /** Where the last child element of the root begins, or -1. */
  readonly lastChild: number;
  /** Where namespace declarations stand that nothing in their scope uses. */
  readonly unusedNamespaces: readonly number[];
}

export const signatureNamespace = "http://www.w3.org/2000/09/xmldsig#";

/**
 * Scans a document in one pass, in linear time and bounded memory, and throws a `StopgapError` of stage `verify` for the
 * first thing that is not well-formed XML 1.0 with namespaces, not UTF-8, beyond a limit, or refused by profile: a
 * DOCTYPE, a processing instruction, a comment, a CDATA section. A UTF-8 byte order mark may stand.
 */
export function scanXml(bytes: Uint8Array): ScannedXml {
  requireUtf8(bytes);
  const begin = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const isDeclared = Buffer.from(bytes.buffer, bytes.byteOffset + begin, Math.min(6, bytes.length - begin));
  const afterDeclaration = /^<\?xml[ \t\r\n]/.test(isDeclared.toString("latin1"))
    ? skipXmlDeclaration(bytes, begin)
    : begin;
  const start = skipSpace(bytes, afterDeclaration);
  if (start >= bytes.length) throw truncated(bytes);
  if (bytes[start] !== 0x3c) throw refusal("DOCUMENT_NOT_WELL_FORMED", "text before the root element", start);
  const scanned = scanRoot(bytes, start);
  const rest = skipSpace(bytes, scanned.root.end);
  if (rest < bytes.length) {
    if (bytes[rest] === 0x3c) refuseMarkup(bytes, rest);
    throw refusal("DOCUMENT_NOT_WELL_FORMED", "something after the root element", rest);
  }
  return scanned;
}

function requireUtf8(bytes: Uint8Array): void {
  if (isUtf8(bytes)) return;
  for (let cut = 1; cut <= 3 && cut < bytes.length; cut += 1) {
    const [lead = 0, ...rest] = bytes.subarray(bytes.length - cut);
    const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const isBegun = lead >= 0xc2 && lead <= 0xf4 && cut < length && rest.every((byte) => (byte & 0xc0) === 0x80);
    if (isBegun && isUtf8(bytes.subarray(0, bytes.length - cut))) throw truncated(bytes);
  }
  throw new StopgapError("DOCUMENT_ENCODING", "the document is not UTF-8");
}

/** Throws for `<!` and `<?`, by what they begin. */
function refuseMarkup(bytes: Uint8Array, at: number): void {
  const second = bytes[at + 1];
  if (second === undefined) throw truncated(bytes);
  if (second === 0x3f) {
    throw refusal(
      "DOCUMENT_PROCESSING_INSTRUCTION",
      "a processing instruction, or an XML declaration out of place",
      at,
    );
  }
  if (second !== 0x21) return;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(9, bytes.length - at)).toString("latin1");
  if (head.startsWith("<!--")) throw refusal("DOCUMENT_COMMENT", "a comment", at);
  if (head.startsWith("<![CDATA[")) throw refusal("DOCUMENT_CDATA", "a CDATA section", at);
  if (head.startsWith("<!DOCTYPE")) throw refusal("DOCUMENT_DOCTYPE", "a DOCTYPE", at);
  throw refusal("DOCUMENT_NOT_WELL_FORMED", "<! that begins nothing", at);
}

/** The offset of the `<` that ends the text beginning at an offset. */
function skipText(bytes: Uint8Array, start: number): number {
  const { length } = bytes;
  let at = start;
  for (;;) {
    while (at < length && ((byteClasses[bytes[at] as number] as number) & TEXT) !== 0) at += 1;
    if (at >= length) throw truncated(bytes);
    const byte = bytes[at] as number;
    if (byte === 0x3c) return at;
    if (byte === 0x26) {
      at = skipReference(bytes, at);
    } else if (byte === 0x5d) {
      if (bytes[at + 1] === 0x5d && bytes[at + 2] === 0x3e) {
        throw refusal("DOCUMENT_NOT_WELL_FORMED", "]]> in text", at);
      }
      at += 1;
    } else if (byte === 0xef) {
      refuseNonCharacter(bytes, at);
      at += 3;
    } else {
      throw refusal("DOCUMENT_CHARACTER", "a character outside XML 1.0", at);
    }
  }
}

/** The offset after the end tag at an offset, which must be that of the given start tag. */
function skipEndTag(bytes: Uint8Array, at: number, { nameStart, nameEnd }: StartTag): number {
  let next = at + 2;
  for (let index = nameStart; index < nameEnd; index += 1, next += 1) {
    if (next >= bytes.length) throw truncated(bytes);
    if (bytes[next] !== bytes[index]) throw refusal("DOCUMENT_NOT_WELL_FORMED", "an end tag of another element", at);
  }
  next = skipSpace(bytes, next);
  if (next >= bytes.length) throw truncated(bytes);
  if (bytes[next] !== 0x3e) throw refusal("DOCUMENT_NOT_WELL_FORMED", "an end tag of another element", at);
  return next + 1;
}

function localName(bytes: Uint8Array, { nameStart, nameEnd, colon }: StartTag): string {
  const start = colon < 0 ? nameStart : colon + 1;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, nameEnd - start).toString("utf8");
}

interface OpenElement {
  readonly tag: StartTag;
  readonly start: number;
}

function scanRoot(bytes: Uint8Array, start: number): ScannedXml {
  const scope = new NamespaceScope();
  const tags = new StartTagReader(bytes, scope);
  const open: OpenElement[] = [];
  const signatures: (Slice & { readonly depth: number })[] = [];
  let elements = 0;
  let lastChild = -1;
  const unusedNamespaces: number[] = [];
  let root: OpenElement | null = null;
  let at = start;

  const close = (element: OpenElement, end: number): void => {
    if (!scope.isEmpty) unusedNamespaces.push(...scope.leave(open.length + 1));
    if (element.tag.namespace === signatureNamespace && localName(bytes, element.tag) === "Signature") {
      signatures.push({ start: element.start, end, depth: open.length });
    }
  };

  for (;;) {
    if (bytes[at + 1] === 0x2f) {
      const element = open.pop();
      if (element === undefined) throw refusal("DOCUMENT_NOT_WELL_FORMED", "an end tag without a start tag", at);
      at = skipEndTag(bytes, at, element.tag);
      close(element, at);
    } else {
      refuseMarkup(bytes, at);
      elements += 1;
      if (elements > limits.elements)
        throw refusal("DOCUMENT_TOO_COMPLEX", `more than ${limits.elements} elements`, at);
      if (open.length >= limits.depth) throw refusal("DOCUMENT_TOO_DEEP", `deeper than ${limits.depth} elements`, at);
      if (open.length === 1) lastChild = at;
      const element = { tag: tags.read(at, open.length + 1), start: at };
      root ??= element;
      at = element.tag.end;
      if (element.tag.empty) close(element, at);
      else open.push(element);
    }
    if (open.length === 0) break;
    at = skipText(bytes, at);
  }
  const { tag } = root ?? { tag: null };
  if (tag === null) throw truncated(bytes);
  const name = Buffer.from(bytes.subarray(tag.nameStart, tag.nameEnd)).toString("utf8");
  return {
    bytes,
    root: { start, end: at, startTagEnd: tag.end, name, namespace: tag.namespace },
    signatures,
    lastChild,
    unusedNamespaces,
  };
}
