import { StopgapError } from "@stopgap/core";
import type { Command } from "commander";
import type { Configuration } from "../configuration/configuration.js";
import { loadConfiguration } from "../configuration/load-configuration.js";
import type { Terminal } from "../output/terminal.js";
import type { ExitStatus } from "./exit-status.js";

/** Options every command takes, before or after its name. */
export interface GlobalOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** What commands share. */
export interface CommandContext {
  readonly terminal: Terminal;
  now(): Date;
  /** Aborted when the program is told to stop; called once, by a command that goes on until then. */
  untilStopped(): AbortSignal;
  /** The exit status of a command that ended without an error; the program sets it. */
  end(status: ExitStatus): void;
}

export function globalOptions(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}

export async function configurationOf(command: Command): Promise<Configuration> {
  return await loadConfiguration(globalOptions(command).config);
}

/** `true`, `$false`, `yes`, `0`, … as a truth. Throws `USAGE`. */
export function truth(option: string, text: string): boolean {
  const word = text.trim().toLowerCase().replace(/^\$/, "");
  if (["true", "yes", "on", "1"].includes(word)) return true;
  if (["false", "no", "off", "0"].includes(word)) return false;
  throw new StopgapError("USAGE", `${option} takes true or false, not ${JSON.stringify(text)}`);
}
