import { readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { StopgapError } from "@stopgap/core";
import Sqlite, { type Database } from "better-sqlite3";
import { logFailure } from "./log-failure.js";

export interface LockOptions {
  /** Milliseconds to wait for the holder; default 0: refuse at once. */
  readonly wait?: number;
  /** What the holder is doing, for the message others get. */
  readonly purpose: string;
}

const pause = 50;

/**
 * Takes the lock of that name beside the event log and resolves to its release. The operating system gives it up with the
 * process, also after kill -9. Rejects with `LOG_IN_USE`, naming the holder.
 */
export async function holdLock(storeFile: string, name: string, options: LockOptions): Promise<() => Promise<void>> {
  const file = `${storeFile}.${name}-lock`;
  const holder = `${file}.holder`;
  const database = open(file);
  const deadline = Date.now() + (options.wait ?? 0);
  for (;;) {
    if (begin(database, file)) break;
    if (Date.now() >= deadline) {
      database.close();
      const who = await readFile(holder, "utf8").catch(() => "another process");
      throw new StopgapError("LOG_IN_USE", `${storeFile} is in use by ${who.trim()}`);
    }
    await sleep(pause);
  }
  await writeFile(holder, `process ${process.pid} on ${hostname()}, which runs ${options.purpose}\n`);
  return async () => {
    database.exec("ROLLBACK");
    database.close();
  };
}

/** Runs the work under the lock that keeps two cycles, or a cycle and a revert, from changing one host at once. */
export async function withCycleLock<T>(storeFile: string, purpose: string, work: () => Promise<T>): Promise<T> {
  const release = await holdLock(storeFile, "cycle", { wait: 60_000, purpose });
  try {
    return await work();
  } finally {
    await release();
  }
}

function open(file: string): Database {
  try {
    return new Sqlite(file, { timeout: 0 });
  } catch (error) {
    throw logFailure(error, file);
  }
}

function begin(database: Database, file: string): boolean {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    const failure = logFailure(error, file);
    if (failure instanceof StopgapError && failure.code === "LOG_IN_USE") return false;
    database.close();
    throw failure;
  }
}
