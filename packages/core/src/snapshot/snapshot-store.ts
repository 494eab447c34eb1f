import type { KeyObject } from "node:crypto";

export interface KeptSnapshot {
  /** What it is kept under; what it is of stands in the text. */
  readonly position: number;
  /** Empty where it cannot be read. */
  readonly text: string;
}

/** Where snapshots are kept. Whatever becomes of them, starting without is only slower. */
export interface SnapshotStore {
  /** Those that are kept, that of the highest position first. */
  kept(): Promise<readonly KeptSnapshot[]>;
  /** Keeps a text of that position, whole or not at all, and few of the others. */
  keep(position: number, text: string): Promise<void>;
  discard(position: number): Promise<void>;
  /** The key they are signed with, or null where there is none yet. Rejects where it cannot be read. */
  key(): Promise<KeyObject | null>;
}
