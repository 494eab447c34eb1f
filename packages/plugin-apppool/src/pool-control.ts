/** A setting as the configuration has it. */
export interface PoolSetting {
  /** As it is written for this pool; null where the pool has it from the defaults. */
  readonly written: string | null;
  /** What holds for the pool. */
  readonly value: string;
}

export type PoolState = "Started" | "Stopped";

export interface PoolStatus {
  /** As the host writes it. */
  readonly name: string;
  /** `Stopped` only where nothing of it runs any more. */
  readonly state: PoolState;
  readonly autoStart: PoolSetting;
  readonly startMode: PoolSetting;
}

/** What to write for a pool, null to leave it to the defaults; what is not named stays. */
export interface PoolChange {
  readonly autoStart?: string | null;
  readonly startMode?: string | null;
}

/** The host's application pools. Every call but `query` rejects where there is no such pool. */
export interface PoolControl {
  /** Null where there is no such pool. */
  query(name: string): Promise<PoolStatus | null>;
  /** In one write. */
  configure(name: string, change: PoolChange): Promise<void>;
  /** Resolves when it has stopped. */
  stop(name: string): Promise<void>;
  /** Resolves when it has started. */
  start(name: string): Promise<void>;
}
