import { spawn } from "node:child_process";
import { StopgapError } from "@stopgap/core";
import { cloudEvent } from "./cloud-event.js";
import type { Target } from "./target.js";

const timeout = 30_000;

/**
 * Runs the program with its configured arguments, without a shell: the notice comes as a CloudEvent on standard input, and
 * its kind and id in the environment. Exit status 0 means it arrived.
 */
export function commandDelivery([program = "", ...arguments_]: readonly string[]): Target["deliver"] {
  return (notice, signal) =>
    new Promise((resolve, reject) => {
      const fail = (why: string, cause?: unknown) => reject(new StopgapError("NOTIFY_FAILED", why, { cause }));
      const child = spawn(program, arguments_, {
        stdio: ["pipe", "ignore", "ignore"],
        windowsHide: true,
        shell: false,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
        killSignal: "SIGKILL",
        env: { ...process.env, STOPGAP_NOTICE_KIND: notice.kind, STOPGAP_NOTICE_ID: notice.id },
      });
      child.on("error", (cause: NodeJS.ErrnoException) => fail(`the program did not run (${cause.code})`, cause));
      child.on("close", (status, killedBy) => {
        if (status === 0) resolve();
        else fail(status === null ? `the program was ended by ${killedBy}` : `the program exited with ${status}`);
      });
      // A program that does not read its input is as good.
      child.stdin.on("error", () => undefined);
      child.stdin.end(`${cloudEvent(notice)}\n`);
    });
}
