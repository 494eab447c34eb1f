import type { ErrorCode } from "../../errors/catalogue.js";
import { StopgapError, type StopgapErrorOptions } from "../../errors/stopgap-error.js";
import type { Layer } from "./layer.js";

/** An error of fetching that says in its `details.layer` how far the fetch had come. */
export function fetchError(
  code: ErrorCode,
  layer: Layer,
  message: string,
  options: StopgapErrorOptions = {},
): StopgapError {
  return new StopgapError(code, message, { ...options, details: { ...options.details, layer } });
}

/** The system's code of an error (`ECONNREFUSED`), of the first one where several addresses were tried, or null. */
export function systemCode(error: unknown): string | null {
  if (error instanceof AggregateError && error.errors.length > 0) return systemCode(error.errors[0]);
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return null;
}
