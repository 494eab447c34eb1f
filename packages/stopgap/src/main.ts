#!/usr/bin/env node
import { keepExitStatus } from "./command-line/keep-exit-status.js";
import { ownTheExit } from "./command-line/own-the-exit.js";
import { runProgram } from "./command-line/run-program.js";
import { flushed } from "./output/flushed.js";
import { openTerminal } from "./output/terminal.js";

const exit = ownTheExit();

// A stderr that takes nothing can be told to nobody, and ends no cycle.
process.stderr.on("error", () => undefined);
// A reader that went away (`stopgap log | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") exit(0);
  process.stderr.write(
    `stopgap: FILE_UNWRITABLE: standard output cannot be written (${error.code}); check its space\n`,
  );
  exit(2);
});

// What a plugin prints is no part of a command's output, of which `--json` is one document.
const toStderr = console.error.bind(console);
Object.assign(console, { log: toStderr, info: toStderr, debug: toStderr });

keepExitStatus();
const status = await runProgram(process.argv.slice(2), openTerminal(process.stdout, process.stderr, process.env));
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
// Not left to end by itself: a plugin may have left a timer or a socket behind.
exit(status);
