import { readFile, writeFile } from "node:fs/promises";
import type { EventLog, RecordedEvent } from "@stopgap/core";
import { writeWhole } from "./write-whole.js";

/** How far a follower has come in the event log. */
export interface Cursor {
  /** The newest position it is done with; 0 before the first. */
  readonly position: number;
  /** The hash of the event there: a cursor of another log is none. */
  readonly hash: string | null;
  /** What the follower keeps between events; plain JSON. */
  readonly memory: unknown;
}

export const cursorFile = (storeFile: string, name: string): string => `${storeFile}.${name}-cursor`;

/** The cursor of that name, or null where there is none, it cannot be understood, or it is of another log. */
export async function readCursor(storeFile: string, name: string, log: EventLog): Promise<Cursor | null> {
  const cursor = parse(await readFile(cursorFile(storeFile, name), "utf8").catch(() => ""));
  if (cursor === null || cursor.position === 0) return cursor;
  const there = await eventAt(log, cursor.position);
  return there?.hash === cursor.hash ? cursor : null;
}

export async function writeCursor(storeFile: string, name: string, cursor: Cursor): Promise<void> {
  await writeWhole(cursorFile(storeFile, name), `${JSON.stringify(cursor)}\n`);
}

/** Writes the first cursor of that name; one that is there stays. */
export async function beginCursor(storeFile: string, name: string, cursor: Cursor): Promise<void> {
  await writeFile(cursorFile(storeFile, name), `${JSON.stringify(cursor)}\n`, { flag: "wx", mode: 0o644 }).catch(
    (error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    },
  );
}

async function eventAt(log: EventLog, position: number): Promise<RecordedEvent | null> {
  for await (const page of log.read({ from: position, to: position })) return page[0] ?? null;
  return null;
}

function parse(text: string): Cursor | null {
  try {
    const value: unknown = JSON.parse(text);
    return isCursor(value) ? value : null;
  } catch {
    return null;
  }
}

function isCursor(value: unknown): value is Cursor {
  if (typeof value !== "object" || value === null || !("position" in value) || !("hash" in value)) return false;
  const { position, hash } = value;
  return Number.isSafeInteger(position) && Number(position) >= 0 && (hash === null || typeof hash === "string");
}
