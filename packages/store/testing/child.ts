import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A process that a test may kill at any moment. */
export interface Child {
  readonly process: ChildProcess;
  /** Every whole line it wrote, as JSON. */
  readonly lines: unknown[];
  /** The next line it writes. */
  next(): Promise<unknown>;
  send(message: unknown): void;
  /** kill -9; resolves when it is gone and everything it wrote was read. */
  kill(): Promise<void>;
  /** Resolves to its exit code and what it said on stderr. */
  ended(): Promise<{ readonly code: number | null; readonly errors: string }>;
}

/** Starts `testing/<program>.mjs` with its parameters as JSON. */
export function startChild(program: string, parameters: unknown): Child {
  const path = fileURLToPath(new URL(`./${program}.mjs`, import.meta.url));
  const child = spawn(process.execPath, [path, JSON.stringify(parameters)], { stdio: ["pipe", "pipe", "pipe"] });
  const lines: unknown[] = [];
  const waiting: ((line: unknown) => void)[] = [];
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString("utf8");
  });
  child.stdin.on("error", () => undefined);
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (text) => {
    const line: unknown = JSON.parse(text);
    lines.push(line);
    waiting.shift()?.(line);
  });
  const closed = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  return {
    process: child,
    lines,
    next: () =>
      Promise.race([
        new Promise((resolve) => {
          waiting.push(resolve);
        }),
        closed.then((code) => Promise.reject(new Error(`the child ended with ${code}: ${errors}`))),
      ]),
    send: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
    },
    ended: async () => ({ code: await closed, errors }),
  };
}
