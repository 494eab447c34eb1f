import { readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { StopgapError } from "@stopgap/core/log";
import Sqlite, { type Database } from "better-sqlite3";
import { isBusy, logFailure, ownerOf } from "./log-failure.js";

export interface LockOptions {
  /** Milliseconds to wait for the holder; default 0: refuse at once. */
  readonly wait?: number;
  /** What the holder is doing, for the message others get. */
  readonly purpose: string;
}

const pause = 50;

/**
 * Takes the lock of that name beside the event log and resolves to its release. It is SQLite's write lock on a file of
 * its own, so the operating system gives it up with the process, also after kill -9, and no process id is ever trusted.
 * Rejects with `LOG_IN_USE`, naming the holder.
 */
export async function holdLock(storeFile: string, name: string, options: LockOptions): Promise<() => Promise<void>> {
  const file = `${storeFile}.${name}-lock`;
  const holder = `${file}.holder`;
  const database = open(file);
  const deadline = performance.now() + (options.wait ?? 0);
  while (!begin(database, file)) {
    if (performance.now() >= deadline) {
      database.close();
      const who = await readFile(holder, "utf8").catch(() => "another process");
      throw new StopgapError("LOG_IN_USE", `${storeFile} is in use by ${who.trim()}`);
    }
    await sleep(pause);
  }
  const release = async (): Promise<void> => {
    if (database.open) database.close();
  };
  try {
    await writeFile(holder, `process ${process.pid} on ${hostname()}, which runs ${options.purpose}\n`);
  } catch (cause) {
    await release();
    const why = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})${ownerOf(holder)}` : "";
    throw new StopgapError("LOG_UNWRITABLE", `${holder} cannot be written${why}`, { cause });
  }
  return release;
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

/** The lock of the one service on an event log: a second one is refused at once with `LOG_IN_USE`, which names the first. */
export function acquireInstanceLock(storeFile: string, purpose = "stopgap run"): Promise<() => Promise<void>> {
  return holdLock(storeFile, "instance", { purpose });
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
    // Of two that come at once, exactly one gets the reserved lock; EXCLUSIVE could refuse both.
    database.exec("BEGIN IMMEDIATE");
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    database.close();
    throw logFailure(error, file);
  }
}
