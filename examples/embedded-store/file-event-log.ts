import { type FileHandle, open, readFile, truncate } from "node:fs/promises";
import {
  type AppendOptions,
  checkEvent,
  continueChain,
  type EventLog,
  type Head,
  MemoryEventLog,
  type NewEvent,
  planAppend,
  type ReadOptions,
  type RecordedEvent,
  StopgapError,
  type StoredEvent,
} from "@stopgap/core/log";

/** One append, one line of the file. */
interface Line {
  readonly events: readonly { readonly stored: StoredEvent; readonly id: string | null }[];
  /** In base64. */
  readonly documents: readonly string[];
}

/**
 * An event log in a text file that one process writes: each append is one line, written and synced before it counts. All
 * of it is in memory too, from where it is read; that does for some ten thousand events.
 */
export class FileEventLog implements EventLog {
  readonly #memory = new MemoryEventLog();
  readonly #seen = new Map<string, StoredEvent>();
  readonly #file: FileHandle;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opens the file, or makes it. What a crash left of a line is cut off; rejects where the chain of the others is broken. */
  static async open(path: string): Promise<FileEventLog> {
    const file = await open(path, "a");
    const log = new FileEventLog(file);
    try {
      await log.#readFrom(path);
      return log;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async append(events: readonly NewEvent[], options: AppendOptions = {}): Promise<readonly RecordedEvent[]> {
    const { expected = "any" } = options;
    // Before anything is waited for: what the caller changes from here on is the caller's.
    const checked = events.map(checkEvent);
    const documents = texts(options.documents);
    return await this.#afterTheOthers(async () => {
      const plan = planAppend(checked, expected, await this.#memory.head(), (id) => this.#seen.get(id));
      await this.#write({ events: plan.fresh, documents });
      return plan.recorded;
    });
  }

  async restore(events: readonly StoredEvent[], documents: readonly Uint8Array[] = []): Promise<Head> {
    const line = { events: events.map((stored) => ({ stored, id: null })), documents: texts(documents) };
    return await this.#afterTheOthers(async () => {
      continueChain(events, await this.#memory.head());
      await this.#write(line);
      return await this.#memory.head();
    });
  }

  read(options?: ReadOptions): AsyncIterable<readonly RecordedEvent[]> {
    return this.#memory.read(options);
  }

  stored(options?: Pick<ReadOptions, "from" | "to" | "pageSize">): AsyncIterable<readonly StoredEvent[]> {
    return this.#memory.stored(options);
  }

  head(): Promise<Head> {
    return this.#memory.head();
  }

  document(sha256: string): Promise<Uint8Array | null> {
    return this.#memory.document(sha256);
  }

  documentHashes(): Promise<readonly string[]> {
    return this.#memory.documentHashes();
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#memory.close();
    await this.#file.close();
  }

  async #readFrom(path: string): Promise<void> {
    const bytes = await readFile(path);
    const whole = bytes.lastIndexOf("\n") + 1;
    if (whole < bytes.length) await truncate(path, whole);
    for (const text of bytes.toString("utf8", 0, whole).split("\n").slice(0, -1)) await this.#take(JSON.parse(text));
  }

  async #write(line: Line): Promise<void> {
    if (line.events.length === 0 && line.documents.length === 0) return;
    try {
      await this.#file.appendFile(`${JSON.stringify(line)}\n`);
      await this.#file.sync();
    } catch (cause) {
      throw new StopgapError("LOG_UNWRITABLE", "the event log's file cannot be written", { cause });
    }
    await this.#take(line);
  }

  async #take({ events, documents }: Line): Promise<void> {
    const stored = events.map((entry) => entry.stored);
    await this.#memory.restore(
      stored,
      documents.map((text) => Buffer.from(text, "base64")),
    );
    for (const entry of events) if (entry.id !== null) this.#seen.set(entry.id, entry.stored);
  }

  #afterTheOthers<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function texts(documents: readonly Uint8Array[] = []): readonly string[] {
  return documents.map((bytes) => Buffer.from(bytes).toString("base64"));
}
