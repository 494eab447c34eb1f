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

/**
 * Letters of a name by XML 1.0, and white space to JavaScript's regular expressions, by which fast-xml-parser finds names:
 * it reads the attribute `x\u1680state` as `state`. Refused, so that two readers cannot see two documents.
 */
const lettersTakenForSpace: readonly number[] = [0x1680, 0xfeff];

function within(ranges: readonly (readonly [number, number])[], point: number): boolean {
  for (const range of ranges) if (point >= range[0] && point <= range[1]) return true;
  return false;
}

/** The code point of the UTF-8 sequence at an offset; the bytes are known to be UTF-8. */
function codePointAt(bytes: Uint8Array, at: number): number {
  const a = bytes[at] ?? 0;
  const b = bytes[at + 1] ?? 0;
  const c = bytes[at + 2] ?? 0;
  const d = bytes[at + 3] ?? 0;
  if (a < 0xe0) return ((a & 0x1f) << 6) | (b & 0x3f);
  if (a < 0xf0) return ((a & 0x0f) << 12) | ((b & 0x3f) << 6) | (c & 0x3f);
  return ((a & 0x07) << 18) | ((b & 0x3f) << 12) | ((c & 0x3f) << 6) | (d & 0x3f);
}

/** The offset after the NCName (Namespaces in XML 1.0, [4]) that must begin at an offset. */
function skipNcName(bytes: Uint8Array, start: number): number {
  const { length } = bytes;
  let at = start;
  let wanted = NAME_START;
  while (at < length) {
    const byte = bytes[at] as number;
    if (byte < 0x80) {
      if (((byteClasses[byte] as number) & wanted) === 0) break;
      at += 1;
    } else {
      const point = codePointAt(bytes, at);
      if (lettersTakenForSpace.includes(point)) {
        throw refusal("DOCUMENT_CHARACTER", "U+1680 or U+FEFF in a name, which some readers take for white space", at);
      }
      if (!within(nameStartRanges, point) && (at === start || !within(nameRanges, point))) break;
      at += byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    }
    wanted = NAME;
  }
  if (at >= length) throw truncated(bytes);
  if (at === start) throw refusal("DOCUMENT_NOT_WELL_FORMED", "no name where one is needed", at);
  return at;
}

/** Reads QNames (Namespaces in XML 1.0, [7]), one at a time; after `read`, `colon` is the offset of its colon or -1. */
export class NameReader {
  colon = -1;

  /** The offset after the name that must begin at `start`. */
  read(bytes: Uint8Array, start: number): number {
    this.colon = -1;
    let end = skipNcName(bytes, start);
    if (bytes[end] === 0x3a) {
      this.colon = end;
      end = skipNcName(bytes, end + 1);
      if (bytes[end] === 0x3a) throw refusal("DOCUMENT_NOT_WELL_FORMED", "a second colon in a name", end);
    }
    if (end - start > limits.nameBytes) throw refusal("DOCUMENT_TOO_COMPLEX", "a name is too long", start);
    return end;
  }
}
