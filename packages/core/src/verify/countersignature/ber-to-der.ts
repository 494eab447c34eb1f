import { Asn1Error } from "../certificate/asn1/asn1-error.js";

const maxDepth = 24;

interface Converted {
  readonly bytes: Uint8Array;
  /** Where the next element begins. */
  readonly next: number;
}

/**
 * Rewrites BER lengths, indefinite ones included, and OCTET STRINGs in pieces as DER has them; the order of a SET and primitive
 * contents stay as they are. Asn1Error where `bytes` are not exactly one element.
 */
export function berToDer(bytes: Uint8Array): Uint8Array {
  const { bytes: der, next } = convert(bytes, 0, 0);
  if (next !== bytes.length) throw new Asn1Error("bytes after the last element that belongs here");
  return der;
}

function convert(ber: Uint8Array, start: number, depth: number): Converted {
  if (depth > maxDepth) throw new Asn1Error("elements nested too deeply");
  const tag = octetAt(ber, start);
  if ((tag & 0x1f) === 0x1f || tag === 0) throw new Asn1Error("a tag that does not belong here");
  const { length, from } = readLength(ber, start + 1);
  if ((tag & 0x20) === 0) {
    if (length === null) throw new Asn1Error("an indefinite length without elements");
    const to = from + length;
    if (to > ber.length) throw new Asn1Error("an element longer than what holds it");
    return { bytes: encode(tag, [ber.subarray(from, to)]), next: to };
  }
  const { parts, next } = convertChildren(ber, from, length, depth);
  if (tag !== 0x24) return { bytes: encode(tag, parts), next };
  return { bytes: encode(0x04, parts.map(octetsOfPiece)), next };
}

function convertChildren(
  ber: Uint8Array,
  from: number,
  length: number | null,
  depth: number,
): { parts: Uint8Array[]; next: number } {
  const end = length === null ? ber.length : from + length;
  if (end > ber.length) throw new Asn1Error("an element longer than what holds it");
  const inner = ber.subarray(0, end);
  const parts: Uint8Array[] = [];
  let offset = from;
  while (length === null || offset < end) {
    // X.690 8.1.5: end-of-contents
    if (length === null && octetAt(ber, offset) === 0) {
      if (octetAt(ber, offset + 1) !== 0) throw new Asn1Error("a malformed end of contents");
      return { parts, next: offset + 2 };
    }
    const { bytes, next } = convert(inner, offset, depth + 1);
    parts.push(bytes);
    offset = next;
  }
  return { parts, next: offset };
}

/** X.690 8.7.3: the pieces of an OCTET STRING are OCTET STRINGs, already in DER here. */
function octetsOfPiece(piece: Uint8Array): Uint8Array {
  if (piece[0] !== 0x04) throw new Asn1Error("an octet string in pieces that are not octet strings");
  const { from } = readLength(piece, 1);
  return piece.subarray(from);
}

function readLength(ber: Uint8Array, at: number): { length: number | null; from: number } {
  const first = octetAt(ber, at);
  if (first < 0x80) return { length: first, from: at + 1 };
  if (first === 0x80) return { length: null, from: at + 1 };
  const count = first & 0x7f;
  if (count > 4) throw new Asn1Error("an oversized length");
  let length = 0;
  for (let index = 1; index <= count; index++) length = length * 256 + octetAt(ber, at + index);
  return { length, from: at + 1 + count };
}

function octetAt(ber: Uint8Array, at: number): number {
  const octet = ber[at];
  if (octet === undefined) throw new Asn1Error("cut short");
  return octet;
}

function encode(tag: number, parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  return Uint8Array.from(Buffer.concat([Buffer.from([tag]), encodeLength(content.length), content]));
}

function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(0x80 | octets.length, ...octets);
}
