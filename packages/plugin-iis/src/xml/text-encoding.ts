/** How a configuration file's text stands in bytes. */
export interface TextEncoding {
  readonly charset: "utf-8" | "utf-16le" | "utf-16be" | "single-byte";
  readonly bom: boolean;
}

/** The bytes are in no encoding that can be read and written back exactly. */
export class EncodingRefused extends Error {
  override readonly name = "EncodingRefused";
}

const singleByte = /^(?:us-ascii|ascii|iso-8859-\d+|latin1|windows-125\d)$/i;

/** Decodes so that `encodeText` gives the same bytes again. Throws `EncodingRefused`. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: TextEncoding } {
  const encoding = detect(bytes);
  const body = encoding.bom ? bytes.subarray(encoding.charset === "utf-8" ? 3 : 2) : bytes;
  const text = decode(body, encoding.charset);
  if (Buffer.compare(encodeText(text, encoding), bytes) !== 0) {
    throw new EncodingRefused(`the bytes are not valid ${encoding.charset}`);
  }
  return { text, encoding };
}

/** The bytes of a text in an encoding, with its byte order mark where it has one. */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array {
  const marked = encoding.bom ? `\uFEFF${text}` : text;
  switch (encoding.charset) {
    case "utf-8":
      return Buffer.from(marked, "utf8");
    case "utf-16le":
      return Buffer.from(marked, "utf16le");
    case "utf-16be":
      return Buffer.from(marked, "utf16le").swap16();
    case "single-byte":
      return Buffer.from(marked, "latin1");
  }
}

function detect(bytes: Uint8Array): TextEncoding {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) throw new EncodingRefused("UTF-32 is not read");
  if (a === 0xef && b === 0xbb && c === 0xbf) return { charset: "utf-8", bom: true };
  if (a === 0xff && b === 0xfe) return { charset: "utf-16le", bom: true };
  if (a === 0xfe && b === 0xff) return { charset: "utf-16be", bom: true };
  if (a === 0x3c && b === 0) return { charset: "utf-16le", bom: false };
  if (a === 0 && b === 0x3c) return { charset: "utf-16be", bom: false };
  const declaration = /^<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)["']/.exec(
    Buffer.from(bytes.subarray(0, 200)).toString("latin1"),
  );
  return { charset: singleByte.test(declaration?.[1] ?? "") ? "single-byte" : "utf-8", bom: false };
}

function decode(bytes: Uint8Array, charset: TextEncoding["charset"]): string {
  if (charset.startsWith("utf-16") && bytes.length % 2 !== 0)
    throw new EncodingRefused("the last character of UTF-16 is cut short");
  switch (charset) {
    case "utf-8":
      return Buffer.from(bytes).toString("utf8");
    case "utf-16le":
      return Buffer.from(bytes).toString("utf16le");
    case "utf-16be":
      return Buffer.from(bytes).swap16().toString("utf16le");
    case "single-byte":
      return Buffer.from(bytes).toString("latin1");
  }
}
