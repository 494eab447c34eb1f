import { oneLine } from "../decide/one-line.js";
import { PluginError } from "../plugin/plugin-error.js";
import { StopgapError } from "./stopgap-error.js";

/** What a `Failed` event says of an error. Bugs are told as `PLUGIN_FAILED` only where a plugin's hook threw; others are rethrown by the caller. */
export interface FailureReport {
  readonly stage: string;
  readonly code: string;
  readonly message: string;
}

/** The report of a failure somebody can act on, or null where the error is a bug. */
export function failureOf(error: unknown): FailureReport | null {
  if (error instanceof StopgapError) return { stage: error.stage, code: error.code, message: oneLine(error.message) };
  if (error instanceof PluginError) return { stage: "apply", code: error.code, message: oneLine(error.message) };
  return null;
}
