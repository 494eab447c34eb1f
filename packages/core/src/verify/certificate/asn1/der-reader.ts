import { Asn1Error } from "./asn1-error.js";

/** One tag-length-value. `tag` is the identifier octet, `bytes` the whole of it, `content` the value. Both are views. */
export interface DerElement {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of the context-specific tag `number`. */
export function contextTag(number: number, form: "primitive" | "constructed"): number {
  return (form === "constructed" ? 0xa0 : 0x80) | number;
}

/** Reads DER one element after another; anything but minimal definite lengths and one-octet tags is an Asn1Error (X.690 10.1). */
export class DerReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** The next identifier octet, or null at the end. */
  get nextTag(): number | null {
    return this.#bytes[this.#offset] ?? null;
  }

  /** The next element, which has to have `tag` where one is given. */
  read(tag?: number): DerElement {
    const start = this.#offset;
    const found = this.#octet();
    if ((found & 0x1f) === 0x1f) throw new Asn1Error("a tag of more than one octet");
    if (tag !== undefined && found !== tag) {
      throw new Asn1Error(`tag 0x${found.toString(16)} where 0x${tag.toString(16)} belongs`);
    }
    const length = this.#length();
    const from = this.#offset;
    const to = from + length;
    if (to > this.#bytes.length) throw new Asn1Error("an element longer than what holds it");
    this.#offset = to;
    return { tag: found, bytes: this.#bytes.subarray(start, to), content: this.#bytes.subarray(from, to) };
  }

  optional(tag: number): DerElement | null {
    return this.nextTag === tag ? this.read(tag) : null;
  }

  /** Every element up to the end. */
  rest(): DerElement[] {
    const elements: DerElement[] = [];
    while (!this.done) elements.push(this.read());
    return elements;
  }

  /** Refuses trailing bytes. */
  end(): void {
    if (!this.done) throw new Asn1Error("bytes after the last element that belongs here");
  }

  #octet(): number {
    const octet = this.#bytes[this.#offset];
    if (octet === undefined) throw new Asn1Error("cut short");
    this.#offset += 1;
    return octet;
  }

  #length(): number {
    const first = this.#octet();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new Asn1Error("an indefinite or oversized length");
    let length = 0;
    for (let index = 0; index < count; index++) length = length * 256 + this.#octet();
    if (length < 0x80 || length < 256 ** (count - 1)) throw new Asn1Error("a length that is not minimal");
    return length;
  }
}

/** The single element that `bytes` are, with nothing after it. */
export function readWhole(bytes: Uint8Array, tag: number): DerElement {
  const reader = new DerReader(bytes);
  const element = reader.read(tag);
  reader.end();
  return element;
}

/** A reader over the content of an element, which has to be a constructed one. */
export function inside(element: DerElement): DerReader {
  if ((element.tag & 0x20) === 0) throw new Asn1Error("a value where elements belong");
  return new DerReader(element.content);
}
