/** How a configuration file's text stands in bytes. */
export interface TextEncoding {
  readonly charset: "utf-8" | "utf-16le" | "utf-16be" | "single-byte";
  readonly bom: boolean;
  /** Of single bytes: the character that each of the 256 stands for; without it each stands for its own code point. */
  readonly characters?: readonly string[];
}

/** The bytes are in no encoding that can be read and written back exactly. */
export class EncodingRefused extends Error {
  override readonly name = "EncodingRefused";
}

const ownCodePoints = /^(?:us-ascii|ascii|iso-8859-1|latin1)$/i;
const singleByte = /^(?:iso-8859-(?:[2-9]|1[0134-6])|windows-(?:125\d|874)|koi8-[ru]|ibm866|macintosh)$/i;
// Bytes of several-byte characters are never < > & " or ', so they can stay what they are, unread.
const severalBytes = /^(?:gb2312|gbk|gb18030|big5|shift[_-]jis|euc-(?:jp|kr)|ks_c_5601-1987)$/i;

/** Decodes so that `encodeText` gives the same bytes again. Throws `EncodingRefused`. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: TextEncoding } {
  const encoding = detect(bytes);
  const body = encoding.bom ? bytes.subarray(encoding.charset === "utf-8" ? 3 : 2) : bytes;
  const text = decode(body, encoding);
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
      return Buffer.from(inBytes(marked, encoding.characters), "latin1");
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
  return declaredEncoding(declaration?.[1] ?? "");
}

function declaredEncoding(label: string): TextEncoding {
  if (ownCodePoints.test(label) || severalBytes.test(label)) return { charset: "single-byte", bom: false };
  if (!singleByte.test(label)) return { charset: "utf-8", bom: false };
  const decoder = new TextDecoder(label);
  const characters = Array.from({ length: 256 }, (_none, byte) => {
    const character = decoder.decode(Uint8Array.of(byte));
    return character === "\uFFFD" ? String.fromCharCode(byte) : character;
  });
  const isReversible = new Set(characters).size === 256;
  return { charset: "single-byte", bom: false, ...(isReversible ? { characters } : {}) };
}

function inBytes(text: string, characters: readonly string[] | undefined): string {
  if (characters === undefined) return text;
  const bytes = new Map(characters.map((character, byte) => [character, String.fromCharCode(byte)]));
  return text.replace(/\P{ASCII}/gu, (character) => bytes.get(character) ?? "?");
}

function decode(bytes: Uint8Array, { charset, characters }: TextEncoding): string {
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
      return characters === undefined
        ? Buffer.from(bytes).toString("latin1")
        : Array.from(bytes, (byte) => characters[byte]).join("");
  }
}
