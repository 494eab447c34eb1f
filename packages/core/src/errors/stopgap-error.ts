import { catalogue, type ErrorCode } from "./catalogue.js";
import type { ErrorEntry, Stage } from "./error-entry.js";

export interface StopgapErrorOptions {
  /** Facts for logs and `--json`; never secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  /** Replaces the catalogue's remedy where a better one is known. */
  readonly remedy?: string;
}

/** What went wrong, by a code of the catalogue. `message` says what happened, `remedy` what to do. */
export class StopgapError extends Error {
  override readonly name = "StopgapError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, options: StopgapErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.remedy = options.remedy ?? catalogue[code].remedy;
  }

  get stage(): Stage {
    return catalogue[this.code].stage;
  }

  /** True where the same call may succeed later without anybody changing anything. */
  get retryable(): boolean {
    const entry: ErrorEntry = catalogue[this.code];
    return entry.retryable ?? false;
  }
}
