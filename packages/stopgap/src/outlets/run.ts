import { execFile } from "node:child_process";

export interface Ran {
  /** Exit status; null where the program is missing, was killed, or took too long. */
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program of the system to its end, without a shell, for at most `timeout` milliseconds. Never rejects. */
export function run(program: string, words: readonly string[], input = "", timeout = 30_000): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(program, [...words], { timeout, windowsHide: true }, (error, output, errors) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : null;
      resolve({ status, output, errors });
    });
    // A program that does not read its input is as good; one that is missing is told above.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}
