import { byteClasses, IN_DOUBLE_QUOTES, IN_SINGLE_QUOTES } from "./byte-classes.js";
import { refuseNonCharacter, skipReference } from "./references.js";
import { refusal, truncated } from "./refusal.js";

/** The offset of the quote that ends the attribute value beginning after the quote at `open`. */
export function skipValue(bytes: Uint8Array, open: number): number {
  const { length } = bytes;
  const quote = bytes[open] as number;
  const plain = quote === 0x22 ? IN_DOUBLE_QUOTES : IN_SINGLE_QUOTES;
  let at = open + 1;
  for (;;) {
    while (at < length && ((byteClasses[bytes[at] as number] as number) & plain) !== 0) at += 1;
    if (at >= length) throw truncated(bytes);
    const byte = bytes[at] as number;
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
