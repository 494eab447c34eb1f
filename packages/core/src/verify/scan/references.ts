import { refusal, truncated } from "./refusal.js";

/** The five predefined entities with their semicolons, as bytes. */
const predefined: readonly Uint8Array[] = ["lt;", "gt;", "amp;", "quot;", "apos;"].map((name) => Buffer.from(name));

/** The length of the predefined entity's name at an offset, its semicolon included; 0 where there is none. */
function predefinedAt(bytes: Uint8Array, at: number): number {
  for (const name of predefined) {
    let index = 0;
    while (index < name.length && bytes[at + index] === name[index]) index += 1;
    if (index === name.length) return index;
  }
  return 0;
}

/** XML 1.0, production [2]. */
function isXmlCharacter(point: number): boolean {
  return (
    point === 0x09 ||
    point === 0x0a ||
    point === 0x0d ||
    (point >= 0x20 && point <= 0xd7ff) ||
    (point >= 0xe000 && point <= 0xfffd) ||
    (point >= 0x10000 && point <= 0x10ffff)
  );
}

/** Checks the reference whose `&` stands at an offset: one of the five predefined entities or a legal character. Returns the offset after it. */
export function skipReference(bytes: Uint8Array, ampersand: number): number {
  let at = ampersand + 1;
  if (bytes[at] !== 0x23) {
    const length = predefinedAt(bytes, at);
    if (length > 0) return at + length;
    if (at + 6 > bytes.length && bytes.subarray(at).indexOf(0x3b) < 0) throw truncated(bytes);
    throw refusal("DOCUMENT_NOT_WELL_FORMED", "a reference to an entity that is not predefined", ampersand);
  }
  at += 1;
  const hexadecimal = bytes[at] === 0x78;
  if (hexadecimal) at += 1;
  const digits = at;
  let point = 0;
  for (; ; at += 1) {
    const digit = digitValue(bytes[at] ?? 0, hexadecimal);
    if (digit < 0) break;
    point = Math.min(point * (hexadecimal ? 16 : 10) + digit, 0x110000);
  }
  if (at >= bytes.length) throw truncated(bytes);
  if (at === digits || bytes[at] !== 0x3b) {
    throw refusal("DOCUMENT_NOT_WELL_FORMED", "a malformed character reference", ampersand);
  }
  if (!isXmlCharacter(point)) {
    throw refusal("DOCUMENT_CHARACTER", "a reference to a character outside XML 1.0", ampersand);
  }
  return at + 1;
}

function digitValue(byte: number, hexadecimal: boolean): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (!hexadecimal) return -1;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The text that checked XML stands for: references become their characters. */
export function decodeReferences(raw: string): string {
  if (!raw.includes("&")) return raw;
  return raw.replace(/&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(lt|gt|amp|quot|apos));/g, (_, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number.parseInt(decimal, 10));
    return { lt: "<", gt: ">", amp: "&", quot: '"' }[name as string] ?? "'";
  });
}

/** Throws where the sequence of a byte 0xEF at an offset is U+FFFE or U+FFFF. */
export function refuseNonCharacter(bytes: Uint8Array, at: number): void {
  if (bytes[at + 1] === 0xbf && (bytes[at + 2] ?? 0) >= 0xbe) {
    throw refusal("DOCUMENT_CHARACTER", "U+FFFE or U+FFFF", at);
  }
}
