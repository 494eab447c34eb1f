import { createReadStream, existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";
import { linesOf, parseExportLine, StopgapError, type StoredEvent } from "@stopgap/core/log";
import type { Database } from "better-sqlite3";

/** A run of sealed history: gzip of the export lines `first` to `last`, a file of the archive's folder. */
export interface Segment {
  readonly first: number;
  readonly last: number;
  /** `previous` of the first event and `hash` and `time` of the last. */
  readonly previous: string;
  readonly hash: string;
  readonly time: string;
  /** File name in the archive's folder. */
  readonly name: string;
}

/** Where the sealed history of an event log stands. */
export function archiveFolder(file: string): string {
  return `${file}.archive`;
}

/** Reads the history that was sealed into segments beside the event log. */
export class Archive {
  readonly folder: string;
  readonly #segments;
  readonly #last;
  readonly #documents;
  readonly #document;

  constructor(database: Database, file: string) {
    this.folder = archiveFolder(file);
    this.#segments = database.prepare<[], Segment>("SELECT * FROM segments ORDER BY last");
    this.#last = database.prepare<[], Segment>("SELECT * FROM segments ORDER BY last DESC LIMIT 1");
    this.#documents = database.prepare<[], string>("SELECT sha256 FROM archived_documents").pluck();
    this.#document = database.prepare<[string], number>("SELECT 1 FROM archived_documents WHERE sha256 = ?").pluck();
  }

  segments(): readonly Segment[] {
    return this.#segments.all();
  }

  /** The newest segment: history up to its `last` is sealed. */
  newest(): Segment | undefined {
    return this.#last.get();
  }

  documentHashes(): readonly string[] {
    return this.#documents.all();
  }

  /** The document as it is sealed, or null; a sealed document whose file is gone or cut short throws `LOG_DAMAGED`. */
  document(sha256: string): Uint8Array | null {
    if (this.#document.get(sha256) === undefined) return null;
    const name = documentName(sha256);
    return this.#read(name, () => gunzipSync(readFileSync(join(this.folder, name))));
  }

  /** The sealed event at that position; slow, since it unpacks a segment. */
  eventAt(position: number): StoredEvent | undefined {
    const segment = this.segments().find(({ first, last }) => first <= position && position <= last);
    if (segment === undefined) return undefined;
    const text = this.#read(segment.name, () => gunzipSync(readFileSync(join(this.folder, segment.name))));
    return parse(text.toString("utf8").split("\n")[position - segment.first] ?? "", segment);
  }

  /**
   * Pages of a segment from that position on. Rejects with `LOG_DAMAGED` and `details.resumeAt`, the position after the segment,
   * where it cannot be read, and at its end where it is not what the table says was sealed.
   */
  async *pages(segment: Segment, from: number, pageSize: number): AsyncGenerator<readonly StoredEvent[]> {
    const path = join(this.folder, segment.name);
    if (!existsSync(path)) throw damaged(segment, "is missing");
    let page: StoredEvent[] = [];
    let next = segment.first;
    let newest: StoredEvent | undefined;
    try {
      for await (const line of linesOf(unpacked(path))) {
        if (next++ < from) continue;
        newest = parse(line, segment);
        if (newest.position === segment.first && newest.previous !== segment.previous) throw notAsSealed(segment);
        page.push(newest);
        if (page.length < pageSize) continue;
        yield page;
        page = [];
      }
    } catch (error) {
      throw error instanceof StopgapError && error.code === "LOG_DAMAGED"
        ? error
        : damaged(segment, "cannot be read", error);
    }
    if (page.length > 0) yield page;
    const { hash, time } = newest ?? segment;
    const isWhole = next === segment.last + 1 && hash === segment.hash && time === segment.time;
    if (!isWhole) throw notAsSealed(segment);
  }

  #read(name: string, work: () => Buffer): Buffer {
    try {
      return work();
    } catch (cause) {
      throw new StopgapError("LOG_DAMAGED", `${name} in ${basename(this.folder)} cannot be read`, { cause });
    }
  }
}

function unpacked(path: string): AsyncIterable<Uint8Array> {
  const unpacking = createGunzip();
  // The pipeline's failure comes out of the stream that is read.
  pipeline(createReadStream(path), unpacking, () => undefined);
  return unpacking;
}

export function documentName(sha256: string): string {
  return `${sha256}.gz`;
}

function parse(line: string, segment: Segment): StoredEvent {
  const event = parseExportLine(line);
  if (event === null) throw damaged(segment, "has a line that is no event");
  return event;
}

function notAsSealed(segment: Segment): StopgapError {
  return damaged(segment, "does not hold what was sealed");
}

function damaged(segment: Segment, what: string, cause?: unknown): StopgapError {
  return new StopgapError("LOG_DAMAGED", `the sealed segment ${segment.name} ${what}`, {
    cause,
    details: { segment: segment.name, resumeAt: segment.last + 1 },
  });
}
