/** What is handed to the log. Position, time order and hashes are the log's to give. */
export interface NewEvent<D = unknown> {
  readonly stream: string;
  readonly type: string;
  /** Schema version of this event type. */
  readonly version: number;
  /** ISO 8601 UTC with milliseconds. Recorded as the time of the event before, where that is later. */
  readonly time: string;
  readonly cycle: string | null;
  readonly actor: string | null;
  /** Plain JSON: what JSON would change or drop (undefined, NaN, a Date, a BigInt) is refused. */
  readonly data: D;
  /** Idempotency key; the same id with the same content, whatever the time, is appended once. */
  readonly id?: string;
}

/** One event as it stands in the log, the envelope of the contract's section 4. */
export interface RecordedEvent<D = unknown> {
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly version: number;
  readonly time: string;
  readonly cycle: string | null;
  readonly actor: string | null;
  readonly data: D;
  /** Lower-case hex SHA-256 of the position before; 64 zeros at the first. */
  readonly previous: string;
  readonly hash: string;
}

/** An event as it is stored: `data` is the JSON text, never touched again. */
export interface StoredEvent extends RecordedEvent<string> {}
