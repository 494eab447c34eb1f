/**
 * A configuration file's bytes as text in which structure can be found and changed: text and bytes are one to one,
 * whatever the bytes are, so that what is not touched stays. In UTF-8 each character of the text is one byte.
 */
export interface ConfigText {
  readonly text: string;
  encode(text: string): Uint8Array;
  /** What a piece of the text says. */
  read(piece: string): string;
}

/** Throws a `SyntaxError` where UTF-16 has half a character at its end. */
export function configText(bytes: Uint8Array): ConfigText {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c);
  if (isLittle || isBig) {
    if (bytes.length % 2 !== 0) throw new SyntaxError("it ends within a character");
    const swapped = (buffer: Buffer): Buffer => (isBig ? buffer.swap16() : buffer);
    return {
      text: swapped(Buffer.from(bytes)).toString("utf16le"),
      encode: (text) => swapped(Buffer.from(text, "utf16le")),
      read: (piece) => piece,
    };
  }
  const text = Buffer.from(bytes).toString("latin1");
  const declared = /^<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)/.exec(text)?.[1] ?? "utf-8";
  return {
    text,
    encode: (changed) => Buffer.from(changed, "latin1"),
    read: (piece) => (/^utf-?8$/i.test(declared) ? Buffer.from(piece, "latin1").toString("utf8") : piece),
  };
}
