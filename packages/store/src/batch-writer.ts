import { type AppendPlan, type Head, StopgapError, type StoredEvent, sha256Hex, zeroHash } from "@stopgap/core/log";
import type { Database } from "better-sqlite3";
import type { Archive } from "./archive.js";
import { columns, type EventRow, storedOf } from "./event-row.js";

/** One caller's write: planned against the head it finds, all or nothing. */
export interface Write {
  readonly documents: readonly Uint8Array[];
  /** Throws a `StopgapError` where the write is refused; the others of the batch go on. */
  plan(head: Head, seen: (id: string) => StoredEvent | undefined): AppendPlan;
  resolve(plan: AppendPlan): void;
  reject(error: unknown): void;
}

type Fresh = AppendPlan["fresh"][number];

const emptyHead: Head = { position: 0, hash: zeroHash, time: null };
const width = 11;
const rowsAtOnce = 20;

/** The statements that write one database. */
export class BatchWriter {
  readonly #database: Database;
  readonly #archive: Archive;
  readonly #begin;
  readonly #commit;
  readonly #rollback;
  readonly #newest;
  readonly #byId;
  readonly #archivedId;
  readonly #insertOne;
  readonly #insertMany;
  readonly #hasDocument;
  readonly #insertDocument;

  constructor(database: Database, archive: Archive) {
    this.#database = database;
    this.#archive = archive;
    this.#begin = database.prepare("BEGIN IMMEDIATE");
    this.#commit = database.prepare("COMMIT");
    this.#rollback = database.prepare("ROLLBACK");
    this.#newest = database.prepare<[], Head>("SELECT position, hash, time FROM events ORDER BY position DESC LIMIT 1");
    this.#byId = database.prepare<[string], EventRow>(`SELECT ${columns} FROM events WHERE id = ?`).raw();
    this.#archivedId = database.prepare<[string], number>("SELECT position FROM archived_ids WHERE id = ?").pluck();
    this.#insertOne = database.prepare(insertion(1));
    this.#insertMany = database.prepare(insertion(rowsAtOnce));
    this.#hasDocument = database
      .prepare("SELECT 1 FROM documents WHERE sha256 = ? UNION ALL SELECT 1 FROM archived_documents WHERE sha256 = ?")
      .pluck();
    this.#insertDocument = database.prepare("INSERT INTO documents (sha256, bytes) VALUES (?, ?)");
  }

  head(): Head {
    return this.#newest.get() ?? emptyHead;
  }

  /** Throws SQLite's busy error while another process writes. */
  begin(): void {
    this.#begin.run();
  }

  /**
   * Group commit: every write of the batch in the transaction that `begin` opened. Settles each caller once its events
   * are durable; where the transaction fails, `failure` says for all of them why. Returns the characters written.
   */
  finish(batch: readonly Write[], failure: (error: unknown) => unknown): number {
    const settle: (() => void)[] = [];
    let size = 0;
    try {
      size = this.#write(batch, settle);
      if (size > 0) this.#commit.run();
      else this.#rollback.run();
    } catch (error) {
      if (this.#database.inTransaction) this.#rollback.run();
      const reason = failure(error);
      for (const write of batch) write.reject(reason);
      return 0;
    }
    for (const done of settle) done();
    return size;
  }

  #write(batch: readonly Write[], settle: (() => void)[]): number {
    const fresh: Fresh[] = [];
    const written = new Map<string, StoredEvent>();
    const seen = (id: string): StoredEvent | undefined => written.get(id) ?? this.#seen(id);
    let head = this.head();
    let size = 0;
    for (const write of batch) {
      try {
        const plan = write.plan(head, seen);
        for (const event of plan.fresh) {
          fresh.push(event);
          if (event.id !== null) written.set(event.id, event.stored);
          size += event.stored.data.length;
        }
        size += this.#keep(write.documents);
        head = plan.head;
        settle.push(() => write.resolve(plan));
      } catch (error) {
        if (!(error instanceof StopgapError)) throw error;
        settle.push(() => write.reject(error));
      }
    }
    this.#insert(fresh);
    return size;
  }

  #seen(id: string): StoredEvent | undefined {
    const row = this.#byId.get(id);
    if (row !== undefined) return storedOf(row);
    const position = this.#archivedId.get(id);
    return position === undefined ? undefined : this.#archive.eventAt(position);
  }

  /** Several rows per statement: half of a batch's time would go into running one statement per row. */
  #insert(fresh: readonly Fresh[]): void {
    let index = 0;
    for (; fresh.length - index >= rowsAtOnce; index += rowsAtOnce) {
      this.#insertMany.run(valuesOf(fresh, index, index + rowsAtOnce));
    }
    for (; index < fresh.length; index++) this.#insertOne.run(valuesOf(fresh, index, index + 1));
  }

  #keep(documents: readonly Uint8Array[]): number {
    let size = 0;
    for (const bytes of documents) {
      const sha256 = sha256Hex(bytes);
      if (this.#hasDocument.get(sha256, sha256) !== undefined) continue;
      this.#insertDocument.run(sha256, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      size += bytes.byteLength + 1;
    }
    return size;
  }
}

function insertion(rows: number): string {
  const row = `(${Array(width).fill("?").join(", ")})`;
  return `INSERT INTO events (${columns}, id) VALUES ${Array(rows).fill(row).join(", ")}`;
}

function valuesOf(fresh: readonly Fresh[], from: number, to: number): unknown[] {
  const values: unknown[] = [];
  for (let index = from; index < to; index++) {
    const entry = fresh[index];
    if (entry === undefined) break;
    const { position, stream, type, version, time, cycle, actor, data, previous, hash } = entry.stored;
    values.push(position, stream, type, version, time, cycle, actor, data, previous, hash, entry.id);
  }
  return values;
}
