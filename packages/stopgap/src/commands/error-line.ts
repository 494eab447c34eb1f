import { oneLine, StopgapError } from "@stopgap/core";
import { PluginError } from "@stopgap/core/plugin";
import { CommanderError } from "commander";
import { type ExitStatus, exitStatus, statusOfStage } from "./exit-status.js";

export interface ErrorLine {
  /** `stopgap: CODE: what happened; what to do`. */
  readonly line: string;
  readonly status: ExitStatus;
}

/** How the program tells an error: one line, and the exit status of its stage. */
export function errorLine(error: unknown): ErrorLine {
  if (error instanceof StopgapError) return told(error.code, error.message, error.remedy, statusOfStage[error.stage]);
  if (error instanceof CommanderError) {
    return told("USAGE", usageText(error.message), "see stopgap --help", exitStatus.usage);
  }
  if (error instanceof PluginError) {
    return told(error.code, error.message, "the next cycle tries again", exitStatus.found);
  }
  const message = error instanceof Error ? error.message : String(error);
  return told("UNEXPECTED", message, "run it again with --verbose and report what it says", exitStatus.found);
}

function told(code: string, message: string, remedy: string, status: ExitStatus): ErrorLine {
  return { line: oneLine(`stopgap: ${code}: ${message.replace(/\.$/, "")}; ${remedy}`), status };
}

/** Commander's own words, on one line and without its prefix. */
function usageText(message: string): string {
  if (message === "(outputHelp)") return "a command is missing";
  return message
    .replace(/^error: /, "")
    .replace(/\s*\n\(Did you mean (.*)\?\)/, "; did you mean $1?")
    .replace(/\.$/, "");
}
