import { limits } from "../limits.js";
import { skipValue } from "./attribute-value.js";
import { NameReader } from "./names.js";
import type { NamespaceScope } from "./namespace-scope.js";
import { decodeReferences } from "./references.js";
import { refusal, truncated } from "./refusal.js";
import { skipSpace } from "./white-space.js";

/** A start tag or empty-element tag, checked. `end` is the offset after its `>`, `colon` that of its name's, or -1. */
export interface StartTag {
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly colon: number;
  readonly end: number;
  readonly empty: boolean;
  readonly namespace: string;
}

const fewAttributes = 8;

function sameBytes(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let index = 0; index < length; index += 1) if (bytes[a + index] !== bytes[b + index]) return false;
  return true;
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

/** Reads start tags with their attributes and namespaces; offsets of the attributes at hand are kept in flat arrays. */
export class StartTagReader {
  readonly #bytes: Uint8Array;
  readonly #scope: NamespaceScope;
  readonly #names = new NameReader();
  readonly #starts = new Int32Array(limits.attributesPerElement);
  readonly #ends = new Int32Array(limits.attributesPerElement);
  readonly #colons = new Int32Array(limits.attributesPerElement);
  readonly #valueEnds = new Int32Array(limits.attributesPerElement);
  /** The names of a tag of many attributes, so that comparing them does not take the square of their number. */
  readonly #taken = new Set<string>();
  readonly #valueStarts = new Int32Array(limits.attributesPerElement);

  constructor(bytes: Uint8Array, scope: NamespaceScope) {
    this.#bytes = bytes;
    this.#scope = scope;
  }

  /** Reads the tag whose `<` stands at `open`, of an element at `depth`. */
  read(open: number, depth: number): StartTag {
    const bytes = this.#bytes;
    const nameStart = open + 1;
    const nameEnd = this.#names.read(bytes, nameStart);
    const colon = this.#names.colon;
    let count = 0;
    let at = nameEnd;
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
        this.#declare(count, depth);
        const namespace = this.#namespace(nameStart, colon);
        return { nameStart, nameEnd, colon, end: next + (empty ? 2 : 1), empty, namespace };
      }
      if (next === at) throw refusal("DOCUMENT_NOT_WELL_FORMED", "no white space before an attribute", next);
      at = this.#readAttribute(next, count);
      count += 1;
    }
  }

  #text(start: number, end: number): string {
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, end - start).toString("utf8");
  }

  /** Returns the offset after the attribute that begins at `start`, the `index`th of its tag. */
  #readAttribute(start: number, index: number): number {
    const bytes = this.#bytes;
    const end = this.#names.read(bytes, start);
    const equals = skipSpace(bytes, end);
    const open = skipSpace(bytes, equals + 1);
    if (open >= bytes.length) throw truncated(bytes);
    if (bytes[equals] !== 0x3d) throw refusal("DOCUMENT_NOT_WELL_FORMED", "an attribute without a value", equals);
    if (bytes[open] !== 0x22 && bytes[open] !== 0x27) {
      throw refusal("DOCUMENT_NOT_WELL_FORMED", "an attribute value without quotes", open);
    }
    if (index >= limits.attributesPerElement) {
      throw refusal("DOCUMENT_TOO_COMPLEX", `more than ${limits.attributesPerElement} attributes in one tag`, start);
    }
    if (this.#isTaken(start, end, index)) throw refusal("DOCUMENT_NOT_WELL_FORMED", "an attribute twice", start);
    const close = skipValue(bytes, open);
    this.#starts[index] = start;
    this.#ends[index] = end;
    this.#colons[index] = this.#names.colon;
    this.#valueStarts[index] = open + 1;
    this.#valueEnds[index] = close;
    return close + 1;
  }

  /** True where one of the first `count` attributes has the name between the offsets. */
  #isTaken(start: number, end: number, count: number): boolean {
    if (count < fewAttributes) {
      for (let other = 0; other < count; other += 1) {
        const otherStart = this.#starts[other] ?? 0;
        if ((this.#ends[other] ?? 0) - otherStart !== end - start) continue;
        if (sameBytes(this.#bytes, start, otherStart, end - start)) return true;
      }
      return false;
    }
    if (count === fewAttributes) {
      this.#taken.clear();
      for (let other = 0; other < count; other += 1) {
        this.#taken.add(this.#text(this.#starts[other] ?? 0, this.#ends[other] ?? 0));
      }
    }
    const name = this.#text(start, end);
    const isTaken = this.#taken.has(name);
    this.#taken.add(name);
    return isTaken;
  }

  /** Takes in the tag's declarations, then resolves its attributes' prefixes. */
  #declare(count: number, depth: number): void {
    let prefixed = 0;
    for (let index = 0; index < count; index += 1) {
      const start = this.#starts[index] ?? 0;
      if (startsWithXmlns(this.#bytes, start)) {
        const name = this.#text(start, this.#ends[index] ?? 0);
        if (name !== "xmlns" && !name.startsWith("xmlns:")) {
          // xml-crypto takes every such attribute for a declaration and leaves it out of what it hashes.
          throw refusal("DOCUMENT_NAMESPACE", "an attribute whose name only begins with xmlns", start);
        }
        // Normalised as any other value (XML 1.0 3.3.3): two names that differ in kinds of white space are one.
        const written = this.#text(this.#valueStarts[index] ?? 0, this.#valueEnds[index] ?? 0);
        const uri = decodeReferences(written.replace(/\r\n|[\t\n\r]/g, " "));
        this.#scope.declare(name.slice(6), uri, depth, start);
      } else if ((this.#colons[index] ?? -1) >= 0) {
        prefixed += 1;
      }
    }
    if (prefixed > 0) this.#resolveAttributes(count, prefixed);
  }

  /** Namespaces in XML 1.0, 6.3: no two attributes of one expanded name. */
  #resolveAttributes(count: number, prefixed: number): void {
    const seen = new Set<string>();
    /** A number for each namespace, so that a long name is not hashed for each attribute. */
    const numbers = new Map<string, number>();
    for (let index = 0; index < count; index += 1) {
      const start = this.#starts[index] ?? 0;
      const colon = this.#colons[index] ?? -1;
      if (colon < 0 || startsWithXmlns(this.#bytes, start)) continue;
      const namespace = this.#resolve(start, colon);
      if (prefixed === 1) return;
      const number = numbers.get(namespace) ?? numbers.size;
      numbers.set(namespace, number);
      const expanded = `${number} ${this.#text(colon + 1, this.#ends[index] ?? 0)}`;
      if (seen.has(expanded)) throw refusal("DOCUMENT_NOT_WELL_FORMED", "an attribute twice", start);
      seen.add(expanded);
    }
  }

  #resolve(start: number, colon: number): string {
    const namespace = this.#scope.resolve(this.#text(start, colon));
    if (namespace === null) throw refusal("DOCUMENT_NAMESPACE", "a prefix that is not declared", start);
    return namespace;
  }

  #namespace(nameStart: number, colon: number): string {
    if (startsWithXmlns(this.#bytes, nameStart)) {
      throw refusal("DOCUMENT_NAMESPACE", "an element name that begins with xmlns", nameStart);
    }
    if (colon >= 0) return this.#resolve(nameStart, colon);
    return this.#scope.isEmpty ? "" : (this.#scope.resolve("") ?? "");
  }
}
