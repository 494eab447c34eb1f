import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import {
  type AppendOptions,
  chained,
  type EventLog,
  type Head,
  hashOf,
  type NewEvent,
  type ReadOptions,
  type RecordedEvent,
  StopgapError,
  zeroHash,
} from "@stopgap/core";
import Sqlite, { type Database, type Statement } from "better-sqlite3";
import { columns, type EventRow, eventOf } from "./event-row.js";
import { logFailure } from "./log-failure.js";
import { migrate, refuseNewer } from "./migrate.js";
import { schemaVersion } from "./schema.js";

export interface SqliteOptions {
  /** Opens an existing file for reading only; nothing about it is changed. */
  readonly readOnly?: boolean;
  /** Milliseconds to wait for another writer before `LOG_IN_USE`. Default 10,000. */
  readonly busyTimeout?: number;
}

interface Waiting {
  readonly events: readonly NewEvent[];
  readonly options: AppendOptions;
  resolve(events: readonly RecordedEvent[]): void;
  reject(error: unknown): void;
}

/** Opens, and where it is missing makes, an event log file. Rejects with an error of stage `log` that says what is wrong with it. */
export async function openSqliteEventLog(file: string, options: SqliteOptions = {}): Promise<SqliteEventLog> {
  const { readOnly = false, busyTimeout = 10_000 } = options;
  if (readOnly && !existsSync(file)) throw new StopgapError("LOG_UNWRITABLE", `there is no event log ${file}`);
  let database: Database | undefined;
  try {
    database = new Sqlite(file, { readonly: readOnly, timeout: busyTimeout });
    if (readOnly) {
      refuseNewer(schemaVersion(database), file);
    } else {
      database.pragma("journal_mode = WAL");
      database.pragma("synchronous = FULL");
      database.pragma("journal_size_limit = 16777216");
      migrate(database, file);
    }
    return new SqliteEventLog(file, database);
  } catch (error) {
    database?.close();
    throw logFailure(error, file);
  }
}

/** The event log in one SQLite file: WAL, `synchronous=FULL`, one transaction for all appends of a turn. */
export class SqliteEventLog implements EventLog {
  readonly file: string;
  readonly database: Database;
  readonly #insert: Statement;
  readonly #insertDocument: Statement;
  readonly #newest: Statement;
  readonly #byId: Statement;
  #waiting: Waiting[] = [];

  constructor(file: string, database: Database) {
    this.file = file;
    this.database = database;
    this.#insert = database.prepare(`INSERT INTO events (${columns}, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#insertDocument = database.prepare("INSERT OR IGNORE INTO documents (sha256, bytes) VALUES (?, ?)");
    this.#newest = database.prepare("SELECT position, hash, time FROM events ORDER BY position DESC LIMIT 1");
    this.#byId = database.prepare(`SELECT ${columns} FROM events WHERE id = ?`).raw();
  }

  append(events: readonly NewEvent[], options: AppendOptions = {}): Promise<readonly RecordedEvent[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, options, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#commit());
    });
  }

  async *read(options: ReadOptions = {}): AsyncIterable<readonly RecordedEvent[]> {
    for await (const rows of this.readRows(options)) yield rows.map(eventOf);
  }

  /** Pages of raw rows; `data` stays the stored text. No statement is left open between two pages. */
  async *readRows(options: ReadOptions = {}): AsyncIterable<readonly EventRow[]> {
    const { from = 1, to = Number.MAX_SAFE_INTEGER, stream, types, since, pageSize = 1000 } = options;
    const conditions = ["position >= ?", "position <= ?"];
    const values: (string | number)[] = [];
    if (stream !== undefined) {
      conditions.push("stream = ?");
      values.push(stream);
    }
    if (types !== undefined) {
      conditions.push(`type IN (${types.map(() => "?").join(", ")})`);
      values.push(...types);
    }
    if (since !== undefined) {
      conditions.push("time >= ?");
      values.push(since);
    }
    const sql = `SELECT ${columns} FROM events WHERE ${conditions.join(" AND ")} ORDER BY position LIMIT ?`;
    const page = this.#guard(() => this.database.prepare(sql).raw());
    let next = from;
    for (;;) {
      const rows = this.#guard(() => page.all(next, to, ...values, pageSize)) as EventRow[];
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (rows.length < pageSize || last === undefined) return;
      next = last[0] + 1;
    }
  }

  async head(): Promise<Head> {
    return this.#guard(() => this.#head());
  }

  async document(sha256: string): Promise<Uint8Array | null> {
    const row = this.#guard(() => this.database.prepare("SELECT bytes FROM documents WHERE sha256 = ?").get(sha256));
    return row === undefined ? null : Uint8Array.from((row as { bytes: Buffer }).bytes);
  }

  async close(): Promise<void> {
    if (this.#waiting.length > 0) this.#commit();
    if (!this.database.readonly) this.#guard(() => this.database.pragma("wal_checkpoint(PASSIVE)"));
    this.database.close();
  }

  #head(): Head {
    const row = this.#newest.get() as Head | undefined;
    return row ?? { position: 0, hash: zeroHash, time: null };
  }

  /** Group commit: one transaction for everything that waits, a savepoint for each caller's all-or-nothing. */
  #commit(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    const settle: (() => void)[] = [];
    const one = this.database.transaction((waiting: Waiting) => this.#appendOne(waiting));
    const all = this.database.transaction(() => {
      for (const waiting of batch) {
        try {
          const appended = one(waiting);
          settle.push(() => waiting.resolve(appended));
        } catch (error) {
          if (!(error instanceof StopgapError)) throw error;
          settle.push(() => waiting.reject(error));
        }
      }
    });
    try {
      all.immediate();
    } catch (error) {
      const failure = logFailure(error, this.file);
      for (const waiting of batch) waiting.reject(failure);
      return;
    }
    for (const done of settle) done();
  }

  #appendOne({ events, options }: Waiting): readonly RecordedEvent[] {
    const { expected = "any", documents = [] } = options;
    let head = this.#head();
    if (expected === "none" ? head.position !== 0 : typeof expected === "number" && expected !== head.position) {
      throw new StopgapError("LOG_CONFLICT", `the log is at position ${head.position}, not at ${expected}`);
    }
    const appended: RecordedEvent[] = [];
    for (const event of events) {
      const earlier = this.#sameId(event);
      if (earlier !== null) {
        appended.push(earlier);
        continue;
      }
      const envelope = chained(event, head);
      const hash = hashOf(envelope);
      const { position, stream, type, version, time, cycle, actor, data, previous } = envelope;
      this.#insert.run(position, stream, type, version, time, cycle, actor, data, previous, hash, event.id ?? null);
      appended.push({ ...envelope, data: JSON.parse(data), hash });
      head = { position, hash, time };
    }
    for (const bytes of documents) {
      this.#insertDocument.run(createHash("sha256").update(bytes).digest("hex"), Buffer.from(bytes));
    }
    return appended;
  }

  #sameId(event: NewEvent): RecordedEvent | null {
    if (event.id === undefined) return null;
    const row = this.#byId.get(event.id) as EventRow | undefined;
    if (row === undefined) return null;
    const [, stream, type, version, , cycle, actor, data] = row;
    const stored = JSON.stringify([stream, type, version, cycle, actor, data]);
    const wanted = [event.stream, event.type, event.version, event.cycle, event.actor, JSON.stringify(event.data)];
    if (stored !== JSON.stringify(wanted)) {
      throw new StopgapError("LOG_ID_REUSED", `the event id ${event.id} was used before with other content`);
    }
    return eventOf(row);
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw logFailure(error, this.file);
    }
  }
}
