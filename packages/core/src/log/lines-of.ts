import { TextDecoder } from "node:util";
import { StopgapError } from "../errors/stopgap-error.js";

const longest = 64 * 1024 * 1024;

/**
 * The lines of a stream of UTF-8 bytes, ended by line feeds only: U+2028 and the like stand inside JSON text, where other
 * readers of lines would break it. Throws `LOG_IMPORT_REFUSED` for other bytes and for a line over 64 Mi characters.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  // Of a line that is not at its end yet; what was searched once is not searched again.
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const text = typeof chunk === "string" ? chunk : decode(decoder, chunk);
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      yield [...parts, text.slice(start, end)].join("");
      parts = [];
      length = 0;
      start = end + 1;
    }
    parts.push(text.slice(start));
    length += text.length - start;
    if (length > longest) throw new StopgapError("LOG_IMPORT_REFUSED", "a line is longer than any event");
  }
  const rest = [...parts, decode(decoder)].join("");
  if (rest !== "") yield rest;
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    throw new StopgapError("LOG_IMPORT_REFUSED", "the lines are not UTF-8", { cause });
  }
}
