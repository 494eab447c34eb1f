import { StopgapError } from "../errors/stopgap-error.js";
import { continueChain } from "./chain.js";
import { zeroHash } from "./envelope.js";
import type { NewEvent, RecordedEvent, StoredEvent } from "./event.js";
import type { AppendOptions, EventLog, Head, ReadOptions } from "./event-log.js";
import { checkEvent, planAppend, recordedOf } from "./plan-append.js";
import { sha256Hex } from "./sha256.js";

/** An event log that lasts as long as the process: for tests and embedding. */
export class MemoryEventLog implements EventLog {
  readonly #events: StoredEvent[] = [];
  readonly #ids = new Map<string, StoredEvent>();
  readonly #documents = new Map<string, Uint8Array>();
  #head: Head = { position: 0, hash: zeroHash, time: null };
  #closed = false;

  async append(events: readonly NewEvent[], options: AppendOptions = {}): Promise<readonly RecordedEvent[]> {
    this.#assertOpen();
    const { expected = "any", documents = [] } = options;
    const plan = planAppend(events.map(checkEvent), expected, this.#head, (id) => this.#ids.get(id));
    for (const { stored, id } of plan.fresh) {
      this.#events.push(stored);
      if (id !== null) this.#ids.set(id, stored);
    }
    this.#keep(documents);
    this.#head = plan.head;
    return plan.recorded;
  }

  async *read(options: ReadOptions = {}): AsyncIterable<readonly RecordedEvent[]> {
    this.#assertOpen();
    const { from = 1, to = this.#events.length, stream, types, since, pageSize = 1000 } = options;
    let page: RecordedEvent[] = [];
    for (const event of this.#events.slice(Math.max(0, from - 1), Math.max(0, to))) {
      if (stream !== undefined && event.stream !== stream) continue;
      if (types !== undefined && !types.includes(event.type)) continue;
      if (since !== undefined && event.time < since) continue;
      page.push(recordedOf(event));
      if (page.length < pageSize) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  async *stored(options: Pick<ReadOptions, "from" | "to" | "pageSize"> = {}): AsyncIterable<readonly StoredEvent[]> {
    this.#assertOpen();
    const { from = 1, to = this.#events.length, pageSize = 1000 } = options;
    const events = this.#events.slice(Math.max(0, from - 1), Math.max(0, to));
    for (let start = 0; start < events.length; start += pageSize) yield events.slice(start, start + pageSize);
  }

  async head(): Promise<Head> {
    this.#assertOpen();
    return this.#head;
  }

  async document(sha256: string): Promise<Uint8Array | null> {
    this.#assertOpen();
    return this.#documents.get(sha256)?.slice() ?? null;
  }

  async documentHashes(): Promise<readonly string[]> {
    this.#assertOpen();
    return [...this.#documents.keys()].sort();
  }

  async restore(events: readonly StoredEvent[], documents: readonly Uint8Array[] = []): Promise<Head> {
    this.#assertOpen();
    this.#head = continueChain(events, this.#head);
    this.#events.push(...events);
    this.#keep(documents);
    return this.#head;
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #keep(documents: readonly Uint8Array[]): void {
    for (const bytes of documents) this.#documents.set(sha256Hex(bytes), Uint8Array.from(bytes));
  }

  #assertOpen(): void {
    if (this.#closed) throw new StopgapError("LOG_CLOSED", "the event log was closed");
  }
}
