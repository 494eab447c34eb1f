import { limits } from "../limits.js";
import { byteClasses, NAME, NAME_START } from "./byte-classes.js";
import { refusal, truncated } from "./refusal.js";

/** XML 1.0, fifth edition, production [4], without the colon and without ASCII. */
const nameStartRanges: readonly (readonly [number, number])[] = [
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
  [0x10000, 0xeffff],
];

/** What production [4a] adds to it. */
const nameRanges: readonly (readonly [number, number])[] = [
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
];

function within(ranges: readonly (readonly [number, number])[], point: number): boolean {
  return ranges.some(([low, high]) => point >= low && point <= high);
}

/** The code point of the UTF-8 sequence at an offset; the bytes are known to be UTF-8. */
function codePointAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  if (a < 0xe0) return ((a & 0x1f) << 6) | (b & 0x3f);
  if (a < 0xf0) return ((a & 0x0f) << 12) | ((b & 0x3f) << 6) | (c & 0x3f);
  return ((a & 0x07) << 18) | ((b & 0x3f) << 12) | ((c & 0x3f) << 6) | (d & 0x3f);
}

function sequenceLength(lead: number): number {
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** A qualified name in the bytes; `colon` is the offset of its colon, or -1. */
export interface QualifiedName {
  readonly start: number;
  readonly end: number;
  readonly colon: number;
}

/** Reads a QName (Namespaces in XML 1.0, [7]) that must begin at an offset. */
export function readName(bytes: Uint8Array, start: number): QualifiedName {
  let colon = -1;
  let at = start;
  let begins = true;
  for (; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      if (((byteClasses[byte] ?? 0) & (begins ? NAME_START : NAME)) === 0) {
        if (byte !== 0x3a || begins || colon >= 0) break;
        colon = at;
        begins = true;
        at += 1;
        continue;
      }
      at += 1;
    } else {
      const point = codePointAt(bytes, at);
      if (!within(nameStartRanges, point) && (begins || !within(nameRanges, point))) break;
      at += sequenceLength(byte);
    }
    begins = false;
  }
  if (at >= bytes.length) throw truncated(bytes);
  if (begins || bytes[at] === 0x3a) throw refusal("DOCUMENT_NOT_WELL_FORMED", "no name where one is needed", at);
  if (at - start > limits.nameBytes) throw refusal("DOCUMENT_TOO_COMPLEX", "a name is too long", start);
  return { start, end: at, colon };
}
