import { limits } from "../limits.js";
import { byteClasses, IN_DOUBLE_QUOTES, IN_SINGLE_QUOTES, SPACE } from "./byte-classes.js";
import { type QualifiedName, readName } from "./names.js";
import type { NamespaceScope } from "./namespace-scope.js";
import { decodeReferences, skipReference } from "./references.js";
import { refusal, truncated } from "./refusal.js";

/** A start tag or empty-element tag, checked. `end` is the offset after its `>`. */
export interface StartTag {
  readonly name: QualifiedName;
  readonly end: number;
  readonly empty: boolean;
  readonly namespace: string;
}

/** The offset of the first byte from `at` on that is no white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let next = at;
  while (((byteClasses[bytes[next] ?? 0] ?? 0) & SPACE) !== 0) next += 1;
  return next;
}

/** Throws where the byte sequence 0xEF.. at an offset is U+FFFE or U+FFFF. */
export function refuseNonCharacter(bytes: Uint8Array, at: number): void {
  if (bytes[at + 1] === 0xbf && (bytes[at + 2] ?? 0) >= 0xbe) {
    throw refusal("DOCUMENT_CHARACTER", "U+FFFE or U+FFFF", at);
  }
}

/** The offset of the quote that ends the attribute value beginning after the quote at `open`. */
function skipValue(bytes: Uint8Array, open: number): number {
  const quote = bytes[open] ?? 0;
  const plain = quote === 0x22 ? IN_DOUBLE_QUOTES : IN_SINGLE_QUOTES;
  let at = open + 1;
  for (;;) {
    while (((byteClasses[bytes[at] ?? 0] ?? 0) & plain) !== 0) at += 1;
    if (at >= bytes.length) throw truncated(bytes);
    const byte = bytes[at] ?? 0;
    if (byte === quote) return at;
    if (byte === 0x26) {
      at = skipReference(bytes, at);
    } else if (byte === 0xef) {
      refuseNonCharacter(bytes, at);
      at += 3;
    } else if (byte === 0x3c) {
      throw refusal("DOCUMENT_NOT_WELL_FORMED", "< in an attribute value", at);
    } else {
      throw refusal("DOCUMENT_CHARACTER", "a character outside XML 1.0", at);
    }
  }
}

interface Attribute extends QualifiedName {
  readonly valueStart: number;
  readonly valueEnd: number;
}

function sameBytes(bytes: Uint8Array, a: number, aEnd: number, b: number, bEnd: number): boolean {
  if (aEnd - a !== bEnd - b) return false;
  for (let index = 0; index < aEnd - a; index += 1) if (bytes[a + index] !== bytes[b + index]) return false;
  return true;
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8");
}

function startsWithXmlns(bytes: Uint8Array, at: number): boolean {
  return (
    ((bytes[at] ?? 0) | 0x20) === 0x78 &&
    ((bytes[at + 1] ?? 0) | 0x20) === 0x6d &&
    ((bytes[at + 2] ?? 0) | 0x20) === 0x6c &&
    ((bytes[at + 3] ?? 0) | 0x20) === 0x6e &&
    ((bytes[at + 4] ?? 0) | 0x20) === 0x73
  );
}

/** Reads the start tag whose `<` stands at `open`, with its attributes and namespaces. */
export function readStartTag(bytes: Uint8Array, open: number, scope: NamespaceScope, depth: number): StartTag {
  const name = readName(bytes, open + 1);
  const attributes: Attribute[] = [];
  let at = name.end;
  for (;;) {
    const next = skipSpace(bytes, at);
    const byte = bytes[next];
    if (byte === undefined) throw truncated(bytes);
    if (byte === 0x3e || byte === 0x2f) {
      const empty = byte === 0x2f;
      if (empty && bytes[next + 1] !== 0x3e) {
        if (next + 1 >= bytes.length) throw truncated(bytes);
        throw refusal("DOCUMENT_NOT_WELL_FORMED", "a / inside a tag", next);
      }
      const namespace = resolveNames(bytes, name, attributes, scope, depth);
      return { name, end: next + (empty ? 2 : 1), empty, namespace };
    }
    if (next === at) throw refusal("DOCUMENT_NOT_WELL_FORMED", "no white space before an attribute", next);
    const attribute = readAttribute(bytes, next);
    for (const other of attributes) {
      if (sameBytes(bytes, attribute.start, attribute.end, other.start, other.end)) {
        throw refusal("DOCUMENT_NOT_WELL_FORMED", "an attribute twice", next);
      }
    }
    if (attributes.length >= limits.attributesPerElement) {
      throw refusal("DOCUMENT_TOO_COMPLEX", `more than ${limits.attributesPerElement} attributes in one tag`, next);
    }
    attributes.push(attribute);
    at = attribute.valueEnd + 1;
  }
}

function readAttribute(bytes: Uint8Array, start: number): Attribute {
  const name = readName(bytes, start);
  const equals = skipSpace(bytes, name.end);
  const open = skipSpace(bytes, equals + 1);
  if (open >= bytes.length) throw truncated(bytes);
  if (bytes[equals] !== 0x3d) throw refusal("DOCUMENT_NOT_WELL_FORMED", "an attribute without a value", equals);
  if (bytes[open] !== 0x22 && bytes[open] !== 0x27) {
    throw refusal("DOCUMENT_NOT_WELL_FORMED", "an attribute value without quotes", open);
  }
  return { ...name, valueStart: open + 1, valueEnd: skipValue(bytes, open) };
}

/** Takes in the declarations, then resolves the prefixes. Returns the element's namespace. */
function resolveNames(
  bytes: Uint8Array,
  name: QualifiedName,
  attributes: readonly Attribute[],
  scope: NamespaceScope,
  depth: number,
): string {
  let prefixed = 0;
  for (const attribute of attributes) {
    if (startsWithXmlns(bytes, attribute.start)) declare(bytes, attribute, scope, depth);
    else if (attribute.colon >= 0) prefixed += 1;
  }
  if (startsWithXmlns(bytes, name.start)) {
    throw refusal("DOCUMENT_NAMESPACE", "an element name that begins with xmlns", name.start);
  }
  if (prefixed > 0) resolveAttributes(bytes, attributes, scope);
  if (name.colon < 0) return scope.isEmpty ? "" : (scope.resolve("") ?? "");
  const namespace = scope.resolve(text(bytes, name.start, name.colon));
  if (namespace === null) throw refusal("DOCUMENT_NAMESPACE", "a prefix that is not declared", name.start);
  return namespace;
}

function declare(bytes: Uint8Array, attribute: Attribute, scope: NamespaceScope, depth: number): void {
  const name = text(bytes, attribute.start, attribute.end);
  if (name !== "xmlns" && !name.startsWith("xmlns:")) {
    // xml-crypto takes every such attribute for a declaration and leaves it out of what it hashes.
    throw refusal("DOCUMENT_NAMESPACE", "an attribute whose name only begins with xmlns", attribute.start);
  }
  const uri = decodeReferences(text(bytes, attribute.valueStart, attribute.valueEnd));
  scope.declare(name === "xmlns" ? "" : name.slice(6), uri, depth, attribute.start);
}

/** Namespaces in XML 1.0, 6.3: no two attributes of one expanded name. */
function resolveAttributes(bytes: Uint8Array, attributes: readonly Attribute[], scope: NamespaceScope): void {
  const seen = new Set<string>();
  for (const attribute of attributes) {
    if (attribute.colon < 0 || startsWithXmlns(bytes, attribute.start)) continue;
    const namespace = scope.resolve(text(bytes, attribute.start, attribute.colon));
    if (namespace === null) throw refusal("DOCUMENT_NAMESPACE", "a prefix that is not declared", attribute.start);
    const expanded = `${text(bytes, attribute.colon + 1, attribute.end)} ${namespace}`;
    if (seen.has(expanded)) throw refusal("DOCUMENT_NOT_WELL_FORMED", "an attribute twice", attribute.start);
    seen.add(expanded);
  }
}
