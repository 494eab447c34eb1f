import { type ReadOptions, type RecordedEvent, StopgapError, type StoredEvent } from "@stopgap/core/log";
import type { Database } from "better-sqlite3";
import type { Archive, Segment } from "./archive.js";
import { columns, type EventRow, recordedOfRow, recordedOfStored, storedOf } from "./event-row.js";
import { patiently } from "./patience.js";

const defaultPageSize = 1000;
/** Positions one query looks at, so that a filter few events pass does not stop the process for long. */
const filteredAtOnce = 20_000;

interface Found {
  /** History from `next` on that is sealed, to be read from there. */
  readonly sealed?: Segment;
  readonly rows: readonly EventRow[];
  /** Where to go on; null at the end. */
  readonly next: number | null;
}

interface Making<E> {
  readonly ofRow: (row: EventRow) => E;
  readonly ofSealed: (event: StoredEvent) => E;
}

interface Reading<E> extends Making<E> {
  readonly from: number;
  readonly to: number;
  readonly pageSize: number;
  /** Throws `LOG_DAMAGED` where the sealed history does not go on at the position that is next. */
  readonly complete: boolean;
  readonly find: (next: number) => Found;
  readonly keep: (event: StoredEvent) => boolean;
}

const recorded: Making<RecordedEvent> = { ofRow: recordedOfRow, ofSealed: recordedOfStored };
const stored: Making<StoredEvent> = { ofRow: storedOf, ofSealed: (event) => event };

/** Reads the table, and the sealed history before it, in pages; no statement is left open between two pages. */
export class EventReader {
  readonly #archive: Archive;
  readonly #patiently: <T>(work: () => T) => Promise<T>;
  readonly #database: Database;
  readonly #after;
  readonly #sealed;
  readonly #firstSince;

  constructor(database: Database, archive: Archive, file: string, wait: number) {
    this.#database = database;
    this.#archive = archive;
    // One transaction per page: the segments and the rows it sees belong together.
    this.#patiently = (work) => patiently(database.transaction(work), file, wait);
    this.#after = database
      .prepare<[number, number, number], EventRow>(
        `SELECT ${columns} FROM events WHERE position >= ? AND position <= ? ORDER BY position LIMIT ?`,
      )
      .raw();
    this.#sealed = database.prepare<[number], Segment>("SELECT * FROM segments WHERE last >= ? ORDER BY last LIMIT 1");
    this.#firstSince = database
      .prepare<[number], string>("SELECT time FROM events WHERE position >= ? ORDER BY position LIMIT 1")
      .pluck();
  }

  /** What should be there: a missing position throws `LOG_DAMAGED`. */
  async *read(options: ReadOptions, head: number): AsyncGenerator<readonly RecordedEvent[]> {
    const { stream, types, since, pageSize = defaultPageSize } = options;
    const to = Math.min(options.to ?? head, head);
    const from = Math.max(options.from ?? 1, 1);
    if (stream === undefined && types === undefined && since === undefined) {
      const find = (next: number) => this.#complete(next, to, pageSize);
      yield* this.#pages({ from, to, pageSize, complete: true, find, keep: everything, ...recorded });
      return;
    }
    const start = since === undefined ? from : await this.#patiently(() => this.#startOf(since, from, to));
    const find = this.#filtered(options, to, pageSize);
    const keep = (event: StoredEvent) => passes(event, options);
    yield* this.#pages({ from: start, to, pageSize, complete: true, find, keep, ...recorded });
  }

  /** What there is, whatever it is: for those who look for damage. */
  async *stored(options: Pick<ReadOptions, "from" | "to" | "pageSize">): AsyncGenerator<readonly StoredEvent[]> {
    const { from = Number.MIN_SAFE_INTEGER, to = Number.POSITIVE_INFINITY, pageSize = defaultPageSize } = options;
    const find = (next: number) => this.#any(next, to, pageSize);
    yield* this.#pages({ from, to, pageSize, complete: false, find, keep: everything, ...stored });
    // Rows that stand in the table although their positions are sealed were put there by somebody else.
    const sealedTo = this.#archive.newest()?.last;
    if (sealedTo !== undefined) yield* this.#strays(from, Math.min(to, sealedTo), pageSize);
  }

  async *#pages<E>(reading: Reading<E>): AsyncGenerator<readonly E[]> {
    const { from, to, pageSize, complete, find, keep, ofRow, ofSealed } = reading;
    for (let next: number | null = from; next !== null && next <= to; ) {
      const start: number = next;
      const found: Found = await this.#patiently(() => {
        const sealed = this.#sealed.get(start);
        if (sealed === undefined) return find(start);
        if (complete && sealed.first > start) throw missing(start);
        return { sealed, rows: [], next: sealed.last + 1 };
      });
      if (found.rows.length > 0) yield found.rows.map(ofRow);
      next = found.next;
      if (found.sealed === undefined) continue;
      for await (const page of this.#archive.pages(found.sealed, start, pageSize)) {
        const wanted = page.filter((event) => event.position <= to && keep(event));
        if (wanted.length > 0) yield wanted.map(ofSealed);
      }
    }
  }

  #any(next: number, to: number, pageSize: number): Found {
    const rows = this.#after.all(next, to, pageSize);
    const last = rows.at(-1);
    const ended = last === undefined || rows.length < pageSize || last[0] >= Number.MAX_SAFE_INTEGER;
    return { rows, next: ended ? null : last[0] + 1 };
  }

  #complete(next: number, to: number, pageSize: number): Found {
    const last = Math.min(to, next + pageSize - 1);
    const rows = this.#after.all(next, last, pageSize);
    if (rows.length !== last - next + 1) {
      const gap = rows.findIndex(([position], index) => position !== next + index);
      throw missing(next + (gap === -1 ? rows.length : gap));
    }
    return { rows, next: last + 1 };
  }

  #filtered({ stream, types, since }: ReadOptions, to: number, pageSize: number): (next: number) => Found {
    const conditions = ["position >= ?", "position <= ?"];
    const values: (string | number)[] = [];
    if (stream !== undefined) conditions.push("stream = ?");
    if (stream !== undefined) values.push(stream);
    if (types !== undefined) conditions.push("type IN (SELECT value FROM json_each(?))");
    if (types !== undefined) values.push(JSON.stringify(types));
    if (since !== undefined) conditions.push("time >= ?");
    if (since !== undefined) values.push(since);
    const where = conditions.join(" AND ");
    const statement = this.#database
      .prepare<unknown[], EventRow>(`SELECT ${columns} FROM events WHERE ${where} ORDER BY position LIMIT ?`)
      .raw();
    return (next) => {
      const last = Math.min(to, next + filteredAtOnce - 1);
      const rows = statement.all(next, last, ...values, pageSize);
      const newest = rows.at(-1);
      return { rows, next: newest === undefined || rows.length < pageSize ? last + 1 : newest[0] + 1 };
    };
  }

  /** Times never fall with positions, so the first event at or after a time is found by halving. */
  #startOf(since: string, from: number, to: number): number {
    let low = Math.max(from, (this.#archive.segments().findLast(({ time }) => time < since)?.last ?? 0) + 1);
    let high = to + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const time = this.#firstSince.get(middle);
      if (time !== undefined && time < since) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  async *#strays(from: number, to: number, pageSize: number): AsyncGenerator<readonly StoredEvent[]> {
    for (let next: number | null = from; next !== null; ) {
      const start: number = next;
      const found: Found = await this.#patiently(() => this.#any(start, to, pageSize));
      if (found.rows.length > 0) yield found.rows.map(storedOf);
      next = found.next;
    }
  }
}

function missing(position: number): StopgapError {
  return new StopgapError("LOG_DAMAGED", `the event at position ${position} is missing`, { details: { position } });
}

function everything(): boolean {
  return true;
}

function passes(event: StoredEvent, { stream, types, since }: ReadOptions): boolean {
  if (stream !== undefined && event.stream !== stream) return false;
  if (types !== undefined && !types.includes(event.type)) return false;
  return since === undefined || event.time >= since;
}
