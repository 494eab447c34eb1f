import type { StopgapError } from "../../errors/stopgap-error.js";
import { fetchError } from "./fetch-error.js";
import type { HttpResponse } from "./http-client.js";
import { visibleText } from "./visible-text.js";

export interface BodyLimits {
  readonly maxBytes: number;
  readonly idleMs: number;
  /** Ends the whole fetch with that error. */
  readonly stop: (error: StopgapError) => void;
}

/**
 * The whole body, never more than `maxBytes` of it in memory. Rejects with FETCH_ENCODING, DOCUMENT_TOO_LARGE or
 * FETCH_CUT_SHORT; `place` is the host and port they name.
 */
export async function readBody(response: HttpResponse, place: string, limits: BodyLimits): Promise<Uint8Array> {
  const { maxBytes, idleMs, stop } = limits;
  const encoding = response.header("content-encoding");
  if (encoding !== null && !/^\s*(identity\s*)?$/i.test(encoding)) {
    const named = visibleText(encoding);
    throw fetchError(
      "FETCH_ENCODING",
      "body",
      `${place} sent the document encoded as ${named}, which was not asked for`,
    );
  }
  const announced = Number(response.header("content-length") ?? Number.NaN);
  if (announced > maxBytes) throw tooLarge(place, `${announced} bytes`, maxBytes);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const idle = setTimeout(() => {
    const message = `${place} sent nothing for ${idleMs} ms after ${length} bytes of the document`;
    stop(fetchError("FETCH_IDLE", "body", message));
  }, idleMs);
  try {
    for await (const chunk of response.body) {
      idle.refresh();
      length += chunk.length;
      if (length > maxBytes) throw tooLarge(place, `more than ${maxBytes} bytes`, maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (length > maxBytes) throw error;
    const of = Number.isNaN(announced) ? "" : ` of ${announced}`;
    const message = `the connection to ${place} ended after ${length}${of} bytes of the document`;
    throw fetchError("FETCH_CUT_SHORT", "body", message, { cause: error });
  } finally {
    clearTimeout(idle);
  }
  return Buffer.concat(chunks, length);
}

function tooLarge(place: string, size: string, maxBytes: number): StopgapError {
  const message = `the document of ${place} has ${size} and the limit is ${maxBytes}`;
  return fetchError("DOCUMENT_TOO_LARGE", "body", message, { details: { maxBytes } });
}
