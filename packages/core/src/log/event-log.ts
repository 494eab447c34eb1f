import type { NewEvent, RecordedEvent, StoredEvent } from "./event.js";

/** Position and hash of the newest event; position 0 and 64 zeros in an empty log. */
export interface Head {
  readonly position: number;
  readonly hash: string;
  /** Time of the newest event, or null. */
  readonly time: string | null;
}

export interface AppendOptions {
  /** A position: the log's head must be there. `"any"`: wherever it is. `"none"`: the log must be empty. Default `"any"`. */
  readonly expected?: number | "any" | "none";
  /** Documents to keep, once per content, in the same transaction. */
  readonly documents?: readonly Uint8Array[];
}

export interface ReadOptions {
  /** First position to return, default 1. */
  readonly from?: number;
  /** Last position to return, default the head. */
  readonly to?: number;
  readonly stream?: string;
  readonly types?: readonly string[];
  /** ISO 8601 UTC; events at or after it. */
  readonly since?: string;
  /** Events per page, default 1000. */
  readonly pageSize?: number;
}

/**
 * The port every event log implements. Positions count from 1 without gaps; what `append` resolved to is durable.
 * Rejects with a `StopgapError` of stage `log`. `eventLogLaws` of `@stopgap/core/testing` says all of it as tests.
 */
export interface EventLog {
  /**
   * All or nothing, in order. Resolves to the recorded events; for an id seen before with the same content, to the
   * first ones, and the expected position then concerns the others only.
   */
  append(events: readonly NewEvent[], options?: AppendOptions): Promise<readonly RecordedEvent[]>;
  /** Pages in order of position, up to the head as it was when reading began. No page is empty. */
  read(options?: ReadOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** As `read`, with `data` as stored and nothing checked: gaps and damage are the reader's to find. Default from: all there is. */
  stored(options?: Pick<ReadOptions, "from" | "to" | "pageSize">): AsyncIterable<readonly StoredEvent[]>;
  head(): Promise<Head>;
  /** The kept document of that lower-case hex SHA-256, or null. */
  document(sha256: string): Promise<Uint8Array | null>;
  /** The SHA-256 under which each document is kept, sorted. */
  documentHashes(): Promise<readonly string[]>;
  /** Takes exported events over as they are, all or nothing; rejects with `LOG_IMPORT_REFUSED` where they do not continue the chain. */
  restore(events: readonly StoredEvent[], documents?: readonly Uint8Array[]): Promise<Head>;
  close(): Promise<void>;
}
