import { CommanderError } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { type ExitStatus, exitStatus } from "../commands/exit-status.js";
import { untilStopped } from "../commands/until-stopped.js";
import type { Terminal } from "../output/terminal.js";
import { createProgram } from "./program.js";

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
    return await tell(error, terminal, words.includes("--verbose"));
  }
}

async function tell(error: unknown, terminal: Terminal, verbose: boolean): Promise<ExitStatus> {
  const { errorLine } = await import("../commands/error-line.js");
  const { line, status } = errorLine(error);
  terminal.note(`${line}\n`);
  if (verbose && error instanceof Error) terminal.note(`${stackOf(error)}\n`);
  return status;
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}
