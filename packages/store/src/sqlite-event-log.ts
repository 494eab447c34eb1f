import { statSync } from "node:fs";
import {
  type AppendOptions,
  type AppendPlan,
  checkEvent,
  continueChain,
  type EventLog,
  type Head,
  type NewEvent,
  planAppend,
  type ReadOptions,
  type RecordedEvent,
  StopgapError,
  type StoredEvent,
} from "@stopgap/core/log";
import type { Database } from "better-sqlite3";
import { Archive } from "./archive.js";
import { backUp } from "./back-up.js";
import { BatchWriter, type Write } from "./batch-writer.js";
import { connectToRead, connectToWrite } from "./connect.js";
import { EventReader } from "./event-reader.js";
import { isBusy, logFailure } from "./log-failure.js";
import { patiently } from "./patience.js";
import { type ArchiveResult, sealHistory } from "./seal-history.js";

export interface SqliteOptions {
  /** Opens for reading only; nothing about the file is changed. One that does not exist is read as an empty log. */
  readonly readOnly?: boolean;
  /** Milliseconds to wait for another process that writes before `LOG_IN_USE`. Default 10,000. */
  readonly busyTimeout?: number;
}

const defaultWait = 10_000;
const longestPause = 20;
/** After so many characters written, the size of the WAL file is looked at; above `walLimit` bytes it is cut. */
const walCheckedEvery = 8 * 1024 * 1024;
const walLimit = 32 * 1024 * 1024;

/** Opens, and where it is missing makes, an event log file. Rejects with an error of stage `log` that says what is wrong with it. */
export async function openSqliteEventLog(file: string, options: SqliteOptions = {}): Promise<SqliteEventLog> {
  const { readOnly = false, busyTimeout = defaultWait } = options;
  const database = readOnly ? await connectToRead(file, busyTimeout) : await connectToWrite(file, busyTimeout);
  try {
    return new SqliteEventLog(file, database, readOnly, busyTimeout);
  } catch (error) {
    database.close();
    throw logFailure(error, file);
  }
}

/**
 * The event log in one SQLite file: WAL, `synchronous=FULL`. The write lock is held per transaction, so any number of
 * processes append in turn and readers never wait.
 */
export class SqliteEventLog implements EventLog {
  readonly file: string;
  readonly database: Database;
  readonly #readOnly: boolean;
  readonly #wait: number;
  readonly #archive: Archive;
  readonly #writer: BatchWriter;
  readonly #reader: EventReader;
  #waiting: Write[] = [];
  #written = 0;
  #closing: Promise<void> | null = null;

  constructor(file: string, database: Database, readOnly: boolean, wait: number) {
    this.file = file;
    this.database = database;
    this.#readOnly = readOnly;
    this.#wait = wait;
    this.#archive = new Archive(database, file);
    this.#writer = new BatchWriter(database, this.#archive);
    this.#reader = new EventReader(database, this.#archive, file, wait);
  }

  async append(events: readonly NewEvent[], options: AppendOptions = {}): Promise<readonly RecordedEvent[]> {
    const { expected = "any", documents = [] } = options;
    // Taken as they are now: what the caller changes while they wait changes nothing.
    const checked = events.map(checkEvent);
    const plan = await this.#write(documents, (head, seen) => planAppend(checked, expected, head, seen));
    return plan.recorded;
  }

  async restore(events: readonly StoredEvent[], documents: readonly Uint8Array[] = []): Promise<Head> {
    const plan = await this.#write(documents, (head) => ({
      head: continueChain(events, head),
      fresh: events.map((stored) => ({ stored, id: null })),
      recorded: [],
    }));
    return plan.head;
  }

  async *read(options: ReadOptions = {}): AsyncIterable<readonly RecordedEvent[]> {
    const { position } = await this.head();
    yield* this.#reading(this.#reader.read(options, position));
  }

  async *stored(options: Pick<ReadOptions, "from" | "to" | "pageSize"> = {}): AsyncIterable<readonly StoredEvent[]> {
    this.#assertOpen();
    yield* this.#reading(this.#reader.stored(options));
  }

  async head(): Promise<Head> {
    this.#assertOpen();
    return patiently(() => this.#writer.head(), this.file, this.#wait);
  }

  async document(sha256: string): Promise<Uint8Array | null> {
    this.#assertOpen();
    const find = this.database.prepare<[string], Buffer>("SELECT bytes FROM documents WHERE sha256 = ?").pluck();
    const bytes = await patiently(() => find.get(sha256) ?? this.#archive.document(sha256), this.file, this.#wait);
    return bytes === null ? null : Uint8Array.from(bytes);
  }

  async documentHashes(): Promise<readonly string[]> {
    this.#assertOpen();
    const all = this.database.prepare<[], string>("SELECT sha256 FROM documents").pluck();
    const kept = await patiently(() => [...all.all(), ...this.#archive.documentHashes()], this.file, this.#wait);
    return [...new Set(kept)].sort();
  }

  /**
   * Seals the events before that time (ISO 8601 UTC) into compressed segments beside the file; reading and verifying go on
   * over them. The newest event stays.
   */
  async archive(before: string, segmentSize = 50_000): Promise<ArchiveResult> {
    this.#assertOpen();
    if (this.#readOnly) throw new StopgapError("LOG_READ_ONLY", `${this.file} was opened for reading`);
    const { database, file } = this;
    try {
      const options = { database, archive: this.#archive, file, wait: this.#wait, segmentSize };
      const result = await sealHistory(before, options);
      if (result.events > 0) await this.#shrink();
      return result;
    } catch (error) {
      throw logFailure(error, file);
    }
  }

  /** Copies the log as it is now, while it is written, to a file that does not exist yet. */
  async backup(target: string): Promise<void> {
    this.#assertOpen();
    await backUp(this.database, this.file, target);
  }

  /** What SQLite's own check says of the file's structure, or null where it is sound. */
  structureFault(): string | null {
    this.#assertOpen();
    try {
      const found = this.database.pragma("quick_check(1)", { simple: true });
      return found === "ok" ? null : String(found).replaceAll("\n", " ");
    } catch (error) {
      const failure = logFailure(error, this.file);
      if (failure instanceof StopgapError && failure.code === "LOG_DAMAGED") return failure.message;
      throw failure;
    }
  }

  /** Waits for what was appended before; what comes after is refused with `LOG_CLOSED`. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.#waiting.length === 0) resolve();
      else
        this.#enqueue({
          documents: [],
          plan: (head) => ({ fresh: [], recorded: [], head }),
          resolve: () => resolve(),
          reject: () => resolve(),
        });
    });
    this.database.close();
  }

  #write(documents: readonly Uint8Array[], plan: Write["plan"]): Promise<AppendPlan> {
    this.#assertOpen();
    if (this.#readOnly) throw new StopgapError("LOG_READ_ONLY", `${this.file} was opened for reading`);
    return new Promise((resolve, reject) => this.#enqueue({ documents, plan, resolve, reject }));
  }

  /** Everything that is asked for in one turn goes into one transaction. */
  #enqueue(write: Write): void {
    this.#waiting.push(write);
    if (this.#waiting.length === 1) queueMicrotask(() => this.#commit(performance.now() + this.#wait, 1));
  }

  #commit(deadline: number, pause: number, careful = false): void {
    try {
      this.#writer.begin();
    } catch (error) {
      if (isBusy(error) && performance.now() < deadline) {
        setTimeout(() => this.#commit(deadline, Math.min(pause * 2, longestPause), careful), Math.random() * pause);
        return;
      }
      const failure = logFailure(error, this.file);
      for (const write of this.#take()) write.reject(failure);
      return;
    }
    const batch = this.#take();
    const written = this.#writer.finish(batch, careful, (error) => logFailure(error, this.file));
    if (written === null) {
      this.#waiting = [...batch];
      this.#commit(deadline, pause, true);
      return;
    }
    this.#written += written;
    if (this.#written >= walCheckedEvery) this.#boundWal();
  }

  #take(): readonly Write[] {
    const batch = this.#waiting;
    this.#waiting = [];
    return batch;
  }

  /** SQLite's own checkpoints never shorten a WAL that some reader always holds; this one does, at a moment without any. */
  #boundWal(): void {
    this.#written = 0;
    const size = statSync(`${this.file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (size < walLimit) return;
    try {
      this.database.pragma("wal_checkpoint(TRUNCATE)");
    } catch {
      // What was appended is durable in the WAL; the next round tries again.
    }
  }

  /** Gives the space of sealed history back to the disk; whether it can is a matter of moment, not of safety. */
  async #shrink(): Promise<void> {
    try {
      await patiently(() => this.database.exec("VACUUM"), this.file, this.#wait);
      this.database.pragma("wal_checkpoint(TRUNCATE)");
    } catch {
      // The next one may.
    }
  }

  async *#reading<E>(pages: AsyncIterable<readonly E[]>): AsyncGenerator<readonly E[]> {
    for await (const page of pages) {
      yield page;
      this.#assertOpen();
    }
  }

  #assertOpen(): void {
    if (this.#closing !== null) throw new StopgapError("LOG_CLOSED", `${this.file} was closed`);
  }
}
