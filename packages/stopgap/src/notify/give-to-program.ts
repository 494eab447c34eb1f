import { spawn } from "node:child_process";
import { StopgapError } from "@stopgap/core";

const timeout = 30_000;

/**
 * Runs a program of the configuration to its end, without a shell, with that text on its standard input. Rejects with
 * `NOTIFY_FAILED` where it does not end with 0 within 30 seconds; it is killed then, and once the signal is aborted.
 */
export function giveToProgram(
  [program = "", ...words]: readonly string[],
  input: string,
  signal: AbortSignal,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown) => reject(new StopgapError("NOTIFY_FAILED", why, { cause }));
    const child = spawn(program, words, {
      stdio: ["pipe", "ignore", "ignore"],
      windowsHide: true,
      shell: false,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      killSignal: "SIGKILL",
      env: { ...process.env, ...environment },
    });
    child.on("error", (cause: NodeJS.ErrnoException) => fail(`the program did not run (${cause.code})`, cause));
    child.on("close", (status, killedBy) => {
      if (status === 0) resolve();
      else fail(status === null ? `the program was ended by ${killedBy}` : `the program exited with ${status}`);
    });
    // A program that does not read its input is as good.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
