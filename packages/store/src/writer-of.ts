import { readFileSync, statSync } from "node:fs";
import { hostname } from "node:os";

/** The process that holds a lock of SQLite's on the file, as text for an error; on Linux by name, elsewhere unnamed. */
export function writerOf(file: string): string {
  try {
    const process = lockHolders(file)[0];
    if (process === undefined) return "another process";
    return `process ${process} on ${hostname()} (${commandOf(process)})`;
  } catch {
    return "another process";
  }
}

/** Process ids with a write lock on the WAL index of the file, or on the file itself, from /proc/locks. */
function lockHolders(file: string): readonly number[] {
  const nodes = [`${file}-shm`, file].map((path) => statSync(path, { throwIfNoEntry: false })?.ino);
  return readFileSync("/proc/locks", "utf8")
    .split("\n")
    .map((line) => / POSIX +\w+ +WRITE +(\d+) +\w+:\w+:(\d+) /.exec(line))
    .filter((match) => nodes.some((node) => match?.[2] === String(node)))
    .map((match) => Number(match?.[1]));
}

function commandOf(process: number): string {
  const words = readFileSync(`/proc/${process}/cmdline`, "utf8").split("\0");
  return words.join(" ").trim().slice(0, 120);
}
