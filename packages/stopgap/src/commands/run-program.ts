import { CommanderError } from "commander";
import type { Terminal } from "../output/terminal.js";
import type { CommandContext } from "./command-context.js";
import { errorLine } from "./error-line.js";
import { type ExitStatus, exitStatus } from "./exit-status.js";
import { createProgram } from "./program.js";
import { untilStopped } from "./until-stopped.js";

/** Runs one command line (without program and script name). Never rejects: an error is one line on stderr and a status. */
export async function runProgram(
  words: readonly string[],
  terminal: Terminal,
  surroundings: Partial<Pick<CommandContext, "now" | "untilStopped">> = {},
): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.done;
  const context = {
    terminal,
    now: () => new Date(),
    untilStopped,
    ...surroundings,
    end: (ended: ExitStatus) => {
      status = ended;
    },
  };
  try {
    await createProgram(context).parseAsync([...words], { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitStatus.done;
    return tell(error, terminal, words.includes("--verbose"));
  }
}

function tell(error: unknown, terminal: Terminal, verbose: boolean): ExitStatus {
  const { line, status } = errorLine(error);
  terminal.note(`${line}\n`);
  if (verbose && error instanceof Error) terminal.note(`${stackOf(error)}\n`);
  return status;
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}
