import { type AppendPlan, type Head, StopgapError, type StoredEvent, sha256Hex, zeroHash } from "@stopgap/core/log";
import type { Database } from "better-sqlite3";
import type { Archive } from "./archive.js";
import { columns, type EventRow, storedOf } from "./event-row.js";

/** One caller's write: planned against the head it finds, all or nothing. */
export interface Write {
  readonly documents: readonly Uint8Array[];
  /** Throws a `StopgapError` where the write is refused; the others of the batch go on. */
  plan(head: Head, seen: ((id: string) => StoredEvent | undefined) | null): AppendPlan;
  resolve(plan: AppendPlan): void;
  reject(error: unknown): void;
}

type Fresh = AppendPlan["fresh"][number];

interface Planned {
  readonly fresh: readonly Fresh[];
  readonly outcomes: { readonly write: Write; readonly plan?: AppendPlan; readonly error?: StopgapError }[];
  readonly refused: number;
}

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
  readonly #anyArchivedId;
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
    this.#anyArchivedId = database.prepare("SELECT 1 FROM archived_ids LIMIT 1").pluck();
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
   *
   * Unless `careful`, it goes on the assumption that no id was ever used before, which the index on ids proves or refutes
   * while it writes: to look each one up would take as long as to write it. Where that fails, or a write is refused, the
   * transaction is given up, nobody is told anything, and null says that the batch is to be done again carefully.
   */
  finish(batch: readonly Write[], careful: boolean, failure: (error: unknown) => unknown): number | null {
    try {
      if (!careful && this.#anyArchivedId.get() !== undefined) return this.#giveUp();
      const planned = this.#plan(batch, careful ? (id) => this.#seen(id) : null);
      if (!careful && planned.refused > 0) return this.#giveUp();
      this.#insert(planned.fresh);
      const size = this.#keepAll(planned);
      if (size > 0) this.#commit.run();
      else this.#rollback.run();
      for (const { write, plan, error } of planned.outcomes) {
        if (plan === undefined) write.reject(error);
        else write.resolve(plan);
      }
      return size;
    } catch (error) {
      if (!careful && isIdTaken(error)) return this.#giveUp();
      if (this.#database.inTransaction) this.#rollback.run();
      const reason = failure(error);
      for (const write of batch) write.reject(reason);
      return 0;
    }
  }

  #giveUp(): null {
    if (this.#database.inTransaction) this.#rollback.run();
    return null;
  }

  #plan(batch: readonly Write[], known: ((id: string) => StoredEvent | undefined) | null): Planned {
    const fresh: Fresh[] = [];
    const written = new Map<string, StoredEvent>();
    const seen = known === null ? null : (id: string) => written.get(id) ?? known(id);
    const outcomes: Planned["outcomes"] = [];
    let head = this.head();
    let refused = 0;
    for (const write of batch) {
      try {
        const plan = write.plan(head, seen);
        for (const event of plan.fresh) {
          fresh.push(event);
          if (event.id !== null && seen !== null) written.set(event.id, event.stored);
        }
        head = plan.head;
        outcomes.push({ write, plan });
      } catch (error) {
        if (!(error instanceof StopgapError)) throw error;
        refused++;
        outcomes.push({ write, error });
      }
    }
    return { fresh, outcomes, refused };
  }

  /** Keeps the documents; returns the characters and bytes that the transaction writes. */
  #keepAll({ fresh, outcomes }: Planned): number {
    let size = 0;
    for (const { stored } of fresh) size += stored.data.length;
    for (const { write, plan } of outcomes) if (plan !== undefined) size += this.#keep(write.documents);
    return size;
  }

  #seen(id: string): StoredEvent | undefined {
    const row = this.#byId.get(id);
    if (row !== undefined) return storedOf(row);
    const position = this.#archivedId.get(id);
    return position === undefined ? undefined : this.#archive.eventAt(position);
  }

  /** Several rows per statement, since each run of a statement costs. */
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

function isIdTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "SQLITE_CONSTRAINT_UNIQUE";
}
