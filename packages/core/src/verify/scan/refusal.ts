import type { ErrorCode } from "../../errors/catalogue.js";
import { StopgapError } from "../../errors/stopgap-error.js";

/** The error for what stands at a byte offset. */
export function refusal(code: ErrorCode, what: string, at: number): StopgapError {
  return new StopgapError(code, `${what}, at byte ${at}`, { details: { offset: at } });
}

/** The error where the bytes end too early. */
export function truncated(bytes: Uint8Array): StopgapError {
  return new StopgapError("DOCUMENT_TRUNCATED", `the document ends in the middle, after ${bytes.length} bytes`);
}
