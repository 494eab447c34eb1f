import { oneLine } from "../decide/one-line.js";
import type { PluginError } from "../plugin/plugin-error.js";
import { StopgapError } from "./stopgap-error.js";

const codeForm = /^[A-Z][A-Z0-9_]{0,99}$/;

/** What a `Failed` event says of an error. Bugs are told as `PLUGIN_FAILED` only where a plugin's hook threw; others are rethrown by the caller. */
export interface FailureReport {
  readonly stage: string;
  readonly code: string;
  readonly message: string;
}

/** The report of a failure somebody can act on, or null where the error is a bug. */
export function failureOf(error: unknown): FailureReport | null {
  if (error instanceof StopgapError) return { stage: error.stage, code: error.code, message: oneLine(error.message) };
  if (isPluginError(error)) return { stage: "apply", code: error.code, message: oneLine(error.message) };
  return null;
}

/** By shape: a plugin's package may bring a copy of the interface of its own. */
export function isPluginError(error: unknown): error is PluginError {
  return (
    error instanceof Error &&
    error.name === "PluginError" &&
    "code" in error &&
    typeof error.code === "string" &&
    codeForm.test(error.code)
  );
}
