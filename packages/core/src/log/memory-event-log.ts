import { createHash } from "node:crypto";
import { StopgapError } from "../errors/stopgap-error.js";
import { chained, hashOf, zeroHash } from "./envelope.js";
import type { NewEvent, RecordedEvent } from "./event.js";
import type { AppendOptions, EventLog, Head, ReadOptions } from "./event-log.js";

/** An event log that lasts as long as the process: for tests and embedding. */
export class MemoryEventLog implements EventLog {
  readonly #events: RecordedEvent[] = [];
  readonly #ids = new Map<string, { readonly content: string; readonly event: RecordedEvent }>();
  readonly #documents = new Map<string, Uint8Array>();

  async append(events: readonly NewEvent[], options: AppendOptions = {}): Promise<readonly RecordedEvent[]> {
    const { expected = "any", documents = [] } = options;
    const head = await this.head();
    if ((expected === "none" && head.position !== 0) || (typeof expected === "number" && expected !== head.position)) {
      throw new StopgapError("LOG_CONFLICT", `the log is at position ${head.position}, not at ${expected}`);
    }
    const known = events.map((event) => this.#known(event));
    const appended: RecordedEvent[] = [];
    let last = head;
    for (const [index, event] of events.entries()) {
      const earlier = known[index];
      if (earlier !== undefined) {
        appended.push(earlier);
        continue;
      }
      const envelope = chained(event, last);
      const recorded: RecordedEvent = { ...envelope, data: JSON.parse(envelope.data), hash: hashOf(envelope) };
      this.#events.push(recorded);
      if (event.id !== undefined) this.#ids.set(event.id, { content: contentOf(event), event: recorded });
      appended.push(recorded);
      last = { position: recorded.position, hash: recorded.hash, time: recorded.time };
    }
    for (const bytes of documents)
      this.#documents.set(createHash("sha256").update(bytes).digest("hex"), Uint8Array.from(bytes));
    return appended;
  }

  async *read(options: ReadOptions = {}): AsyncIterable<readonly RecordedEvent[]> {
    const { from = 1, to = this.#events.length, stream, types, since, pageSize = 1000 } = options;
    const wanted = this.#events.slice(from - 1, to).filter((event) => {
      if (stream !== undefined && event.stream !== stream) return false;
      if (types !== undefined && !types.includes(event.type)) return false;
      return since === undefined || event.time >= since;
    });
    for (let start = 0; start < wanted.length; start += pageSize) yield wanted.slice(start, start + pageSize);
  }

  async head(): Promise<Head> {
    const last = this.#events.at(-1);
    return last === undefined
      ? { position: 0, hash: zeroHash, time: null }
      : { position: last.position, hash: last.hash, time: last.time };
  }

  async document(sha256: string): Promise<Uint8Array | null> {
    return this.#documents.get(sha256) ?? null;
  }

  async close(): Promise<void> {}

  #known(event: NewEvent): RecordedEvent | undefined {
    const earlier = event.id === undefined ? undefined : this.#ids.get(event.id);
    if (earlier !== undefined && earlier.content !== contentOf(event)) {
      throw new StopgapError("LOG_ID_REUSED", `the event id ${event.id} was used before with other content`);
    }
    return earlier?.event;
  }
}

function contentOf({ stream, type, version, cycle, actor, data }: NewEvent): string {
  return JSON.stringify([stream, type, version, cycle, actor, data]);
}
