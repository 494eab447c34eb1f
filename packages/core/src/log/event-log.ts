import type { NewEvent, RecordedEvent } from "./event.js";

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
 * Rejects with a `StopgapError` of stage `log`.
 */
export interface EventLog {
  /** All or nothing, in order. Resolves to the recorded events; for an id seen before with the same content, to the first ones. */
  append(events: readonly NewEvent[], options?: AppendOptions): Promise<readonly RecordedEvent[]>;
  /** Pages in order of position. No page is empty. */
  read(options?: ReadOptions): AsyncIterable<readonly RecordedEvent[]>;
  head(): Promise<Head>;
  /** The kept document of that lower-case hex SHA-256, or null. */
  document(sha256: string): Promise<Uint8Array | null>;
  close(): Promise<void>;
}
