import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EventLog, type NewEvent, type RecordedEvent, type StoredEvent, sha256Hex } from "@stopgap/core/log";
import Sqlite, { type Database } from "better-sqlite3";
import { afterAll } from "vitest";

/** A folder of the test file's own, removed when it ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stopgap-store-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const feed = new TextEncoder().encode("<EOCS serial='1'/>");
export const otherFeed = new TextEncoder().encode("<EOCS serial='2'/>");

/** An event a minute from 2026-01-01 on; every third names a kept document: the first half one, the second half another. */
export function sampleEvents(count: number, first = 1, half = count / 2): readonly NewEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const sha256 = sha256Hex(number <= half ? feed : otherFeed);
    return {
      stream: number % 5 === 0 ? "organization" : "server/Server1",
      type: number % 3 === 0 ? "Verified" : "Failed",
      version: 1,
      time: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
      cycle: null,
      actor: number % 7 === 0 ? "admin" : null,
      data: number % 3 === 0 ? { sha256, number } : { message: `event ${number} – ü\u2028`, number },
      id: `id-${number}`,
    };
  });
}

export async function readAll(log: EventLog): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for await (const page of log.read()) all.push(...page);
  return all;
}

export async function storedAll(log: EventLog): Promise<readonly StoredEvent[]> {
  const all: StoredEvent[] = [];
  for await (const page of log.stored()) all.push(...page);
  return all;
}

/** Changes the file behind the program's back, triggers taken away, as somebody with an SQLite shell would. */
export function behindItsBack(file: string, change: (database: Database) => void): void {
  const database = new Sqlite(file);
  try {
    const triggers = database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      .pluck()
      .all();
    for (const trigger of triggers) database.exec(`DROP TRIGGER ${trigger}`);
    change(database);
    database.pragma("wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
}

/** Everything the file holds, as text: a tamper test compares it to be sure that its attack did something. */
export function contentOf(file: string): string {
  const database = new Sqlite(file, { readonly: true });
  try {
    const events = database.prepare("SELECT * FROM events ORDER BY position").all();
    const documents = database.prepare("SELECT sha256, hex(bytes) FROM documents ORDER BY sha256").all();
    return JSON.stringify([events, documents]);
  } finally {
    database.close();
  }
}
