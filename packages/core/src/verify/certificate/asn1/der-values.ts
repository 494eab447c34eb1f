import { Asn1Error } from "./asn1-error.js";
import { type DerElement, TAG } from "./der-reader.js";

/** X.690 11.1: TRUE is 0xFF. */
function readBoolean(element: DerElement): boolean {
  const [octet] = element.content;
  if (element.tag !== TAG.boolean || element.content.length !== 1) throw new Asn1Error("not a boolean");
  if (octet === 0xff) return true;
  if (octet === 0) return false;
  throw new Asn1Error("a boolean other than 0x00 and 0xFF");
}

/** A BOOLEAN DEFAULT FALSE, which DER leaves out where it is FALSE (X.690 11.5). */
export function readDefaultFalse(element: DerElement | null): boolean {
  if (element === null) return false;
  if (!readBoolean(element)) throw new Asn1Error("a default value written out");
  return true;
}

/** The two's complement octets of an INTEGER or ENUMERATED, checked to be minimal. */
export function readIntegerBytes(element: DerElement): Uint8Array {
  const { content } = element;
  const [first, second] = content;
  if (first === undefined) throw new Asn1Error("an integer without octets");
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    throw new Asn1Error("an integer that is not minimal");
  }
  return content;
}

/** A non-negative INTEGER or ENUMERATED below 2^31. */
export function readSmallInteger(element: DerElement): number {
  const bytes = readIntegerBytes(element);
  if (bytes.length > 4 || (bytes[0] ?? 0) >= 0x80) throw new Asn1Error("an integer out of range");
  return bytes.reduce((value, octet) => value * 256 + octet, 0);
}

/** The bits of a BIT STRING, first bit first; unused bits are zero (X.690 11.2.1). */
export interface BitString {
  readonly unused: number;
  readonly bytes: Uint8Array;
}

function readBitString(element: DerElement): BitString {
  const unused = element.content[0];
  const bytes = element.content.subarray(1);
  const last = bytes.at(-1);
  if (unused === undefined || unused > 7 || (last === undefined && unused > 0)) throw new Asn1Error("not a bit string");
  if (last !== undefined && (last & ((1 << unused) - 1)) !== 0) throw new Asn1Error("unused bits that are set");
  return { unused, bytes };
}

/** A BIT STRING of whole octets, as signatures and keys are. */
export function readOctetAligned(element: DerElement): Uint8Array {
  const bits = readBitString(element);
  if (bits.unused !== 0) throw new Asn1Error("a bit string that is not of whole octets");
  return bits.bytes;
}

/** A NamedBitList: the numbers of the bits set; trailing zero bits are left out (X.690 11.2.2). */
export function readNamedBits(element: DerElement): ReadonlySet<number> {
  const { bytes, unused } = readBitString(element);
  const last = bytes.at(-1);
  if (last !== undefined && ((last >> unused) & 1) === 0)
    throw new Asn1Error("trailing zero bits in a list of named bits");
  const bits = new Set<number>();
  bytes.forEach((octet, index) => {
    for (let bit = 0; bit < 8; bit++) if ((octet & (0x80 >> bit)) !== 0) bits.add(index * 8 + bit);
  });
  return bits;
}

/** Dotted decimal of an OBJECT IDENTIFIER (X.690 8.19). */
export function readOid(element: DerElement): string {
  const { content } = element;
  if (element.tag !== TAG.oid || content.length === 0 || content.length > 64)
    throw new Asn1Error("not an object identifier");
  const arcs: bigint[] = [];
  let value = 0n;
  let fresh = true;
  for (const octet of content) {
    if (fresh && octet === 0x80) throw new Asn1Error("an object identifier that is not minimal");
    value = value * 128n + BigInt(octet & 0x7f);
    fresh = octet < 0x80;
    if (fresh) {
      arcs.push(value);
      value = 0n;
    }
  }
  const [head, ...tail] = arcs;
  if (!fresh || head === undefined) throw new Asn1Error("an object identifier cut short");
  const root = head < 40n ? 0n : head < 80n ? 1n : 2n;
  return [root, head - root * 40n, ...tail].join(".");
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
