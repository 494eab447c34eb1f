/** Classes of a byte, as bits. Bytes from 0x80 on are parts of UTF-8 sequences; 0xEF may begin U+FFFE or U+FFFF. */
export const TEXT = 1;
export const IN_DOUBLE_QUOTES = 2;
export const IN_SINGLE_QUOTES = 4;
export const SPACE = 8;
export const NAME_START = 16;
export const NAME = 32;

function classOf(byte: number): number {
  const char = String.fromCharCode(byte);
  const space = byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
  let bits = space ? SPACE : 0;
  if ((space || byte > 0x20) && byte !== 0xef && char !== "<" && char !== "&") {
    if (char !== "]") bits |= TEXT;
    if (char !== '"') bits |= IN_DOUBLE_QUOTES;
    if (char !== "'") bits |= IN_SINGLE_QUOTES;
  }
  if (byte < 0x80 && /[A-Za-z_]/.test(char)) bits |= NAME_START;
  if (byte < 0x80 && /[A-Za-z0-9._-]/.test(char)) bits |= NAME;
  return bits;
}

/** The class bits of each byte value. */
export const byteClasses: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));
