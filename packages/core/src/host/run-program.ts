import { spawn } from "node:child_process";
import { StopgapError } from "../errors/stopgap-error.js";
import type { RunResult } from "../plugin/host.js";
import { abortReason } from "./abortable.js";

const mostOutput = 4 * 1024 * 1024;

/**
 * Runs a program without a shell and without input. Output past 4 MiB a stream is dropped. The program is killed when
 * `signal` aborts. Rejects with HOST_RUN_FAILED where it cannot be started or does not end by itself.
 */
export function runProgram(program: string, args: readonly string[], signal: AbortSignal): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown): void =>
      reject(new StopgapError("HOST_RUN_FAILED", `${program} ${why}`, { cause }));
    let child: ReturnType<typeof start>;
    try {
      child = start(program, args, signal);
    } catch (error) {
      // Such as NUL in an argument.
      fail(`cannot be started: ${error instanceof Error ? error.message : String(error)}`, error);
      return;
    }
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(abortReason(signal));
      else fail(`cannot be started: ${error.code ?? error.message}`, error);
    });
    child.on("close", (code, killedBy) => {
      if (code === null) fail(`was ended by ${killedBy}`);
      else resolve({ code, stdout: stdout(), stderr: stderr() });
    });
  });
}

function start(program: string, args: readonly string[], signal: AbortSignal) {
  return spawn(program, [...args], {
    shell: false,
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    killSignal: "SIGKILL",
    env: { ...process.env, LC_ALL: "C" },
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    if (size >= mostOutput) return;
    chunks.push(chunk.subarray(0, mostOutput - size));
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).toString("utf8");
}
