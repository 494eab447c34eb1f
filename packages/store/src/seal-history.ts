import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  ChainWalk,
  exportLine,
  namedDocument,
  recordedOf,
  StopgapError,
  type StoredEvent,
  sha256Hex,
} from "@stopgap/core/log";
import type { Database } from "better-sqlite3";
import { type Archive, documentName, type Segment } from "./archive.js";
import { columns, type EventRow, storedOf } from "./event-row.js";
import { patiently } from "./patience.js";
import { never } from "./schema.js";
import { writeGzip } from "./write-durably.js";

export interface ArchiveResult {
  /** Events sealed by this call. */
  readonly events: number;
  /** Documents sealed by this call. */
  readonly documents: number;
  /** Position up to which history is sealed now; 0 where none is. */
  readonly sealedTo: number;
}

interface SealOptions {
  readonly database: Database;
  readonly archive: Archive;
  readonly file: string;
  readonly wait: number;
  /** Events per segment at most. */
  readonly segmentSize: number;
}

/**
 * Moves the events before a time into compressed segments beside the log, which reading goes through as before, and the
 * documents that only they name. The newest event always stays in the table. Each segment is on the disk, read back and
 * verified before its events leave the table, in one transaction: a crash leaves an unused file and nothing else.
 */
export async function sealHistory(before: string, options: SealOptions): Promise<ArchiveResult> {
  const { database, archive, file, wait, segmentSize } = options;
  await mkdir(archive.folder, { recursive: true, mode: 0o700 });
  const first = database.prepare<[], number>("SELECT min(position) FROM events").pluck();
  const last = database
    .prepare<[string], number | null>(
      "SELECT max(position) FROM events WHERE time < ? AND position < (SELECT max(position) FROM events)",
    )
    .pluck();
  const rows = database
    .prepare<[number, number], EventRow>(
      `SELECT ${columns} FROM events WHERE position BETWEEN ? AND ? ORDER BY position`,
    )
    .raw();
  const end = (await patiently(() => last.get(before), file, wait)) ?? 0;
  let events = 0;
  const named = new Set<string>();
  for (;;) {
    const start = await patiently(() => first.get() ?? 0, file, wait);
    if (start === 0 || start > end) break;
    const part = await patiently(() => rows.all(start, Math.min(end, start + segmentSize - 1)), file, wait);
    events += await seal(part.map(storedOf), options);
    for (const row of part) add(named, storedOf(row));
  }
  const documents = await sealDocuments(named, options);
  return { events, documents, sealedTo: archive.newest()?.last ?? 0 };
}

async function seal(events: readonly StoredEvent[], options: SealOptions): Promise<number> {
  const { database, archive, file, wait } = options;
  const [head, tail] = [events[0], events.at(-1)];
  if (head === undefined || tail === undefined) return 0;
  assertWhole(events);
  const name = `${padded(head.position)}-${padded(tail.position)}.jsonl.gz`;
  const { position: first, previous } = head;
  const { position: last, hash, time } = tail;
  const segment: Segment = { first, last, previous, hash, time, name };
  await writeGzip(join(archive.folder, name), linesOf(events));
  const readBack: StoredEvent[] = [];
  for await (const page of archive.pages(segment, first, events.length)) readBack.push(...page);
  assertWhole(readBack);
  const move = database.transaction(() => {
    // Another process may have sealed the same events meanwhile.
    if (database.prepare("SELECT 1 FROM events WHERE position = ?").get(first) === undefined) return 0;
    database.prepare("INSERT INTO segments VALUES (@first, @last, @previous, @hash, @time, @name)").run(segment);
    const range = "position BETWEEN ? AND ?";
    database
      .prepare(`INSERT INTO archived_ids SELECT id, position FROM events WHERE id IS NOT NULL AND ${range}`)
      .run(first, last);
    return deleting(database, "events", () => database.prepare(`DELETE FROM events WHERE ${range}`).run(first, last));
  });
  return await patiently(() => move.immediate(), file, wait);
}

/** Moves the documents that sealed events name and no event in the table does. Reading finds them either way. */
async function sealDocuments(named: ReadonlySet<string>, options: SealOptions): Promise<number> {
  const { database, archive, file, wait } = options;
  const bytesOf = database.prepare<[string], Buffer>("SELECT bytes FROM documents WHERE sha256 = ?").pluck();
  const newest = database.prepare<[], number>("SELECT max(position) FROM events").pluck();
  const position = (await patiently(() => newest.get(), file, wait)) ?? 0;
  const inTable = new Set(await patiently(() => namesSince(database, 0), file, wait));
  let moved = 0;
  for (const sha256 of named) {
    if (inTable.has(sha256)) continue;
    const bytes = await patiently(() => bytesOf.get(sha256), file, wait);
    // A changed document stays where audit verify finds it.
    if (bytes === undefined || sha256Hex(bytes) !== sha256) continue;
    await writeGzip(join(archive.folder, documentName(sha256)), once(bytes));
    const move = database.transaction(() => {
      // An append may have named it meanwhile.
      if (namesSince(database, position + 1).includes(sha256)) return 0;
      database.prepare("INSERT OR IGNORE INTO archived_documents VALUES (?)").run(sha256);
      return deleting(database, "documents", () =>
        database.prepare("DELETE FROM documents WHERE sha256 = ?").run(sha256),
      );
    });
    moved += await patiently(() => move.immediate(), file, wait);
  }
  return moved;
}

/** The documents named by events in the table from a position on. */
function namesSince(database: Database, position: number): readonly string[] {
  return database
    .prepare<[number], string>(
      `SELECT DISTINCT json_extract(data, '$.sha256') FROM events
       WHERE position >= ? AND instr(data, '"sha256"') > 0 AND json_valid(data)`,
    )
    .pluck()
    .all(position);
}

/** The one place that deletes: within its transaction the trigger is away, and back when it ends. */
function deleting(database: Database, table: "events" | "documents", work: () => { changes: number }): number {
  database.exec(`DROP TRIGGER ${table}_are_never_deleted`);
  const { changes } = work();
  database.exec(never(table, "DELETE"));
  return changes;
}

function add(named: Set<string>, event: StoredEvent): void {
  const sha256 = namedDocument(recordedOf(event));
  if (sha256 !== null) named.add(sha256);
}

function assertWhole(events: readonly StoredEvent[]): void {
  const head = events[0];
  if (head === undefined) return;
  const walk = new ChainWalk({ position: head.position - 1, hash: head.previous });
  for (const event of events) {
    const problem = walk.step(event)[0];
    if (problem === undefined) continue;
    throw new StopgapError("LOG_DAMAGED", `nothing more is sealed: ${problem.code} at position ${problem.position}`);
  }
}

function padded(position: number): string {
  return String(position).padStart(12, "0");
}

async function* linesOf(events: readonly StoredEvent[]): AsyncGenerator<string> {
  for (let start = 0; start < events.length; start += 1000) {
    yield events
      .slice(start, start + 1000)
      .map((event) => `${exportLine(event)}\n`)
      .join("");
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
