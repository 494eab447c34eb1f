import type { KeyObject } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { RecordedEvent } from "../log/event.js";
import type { State } from "../project/state.js";
import { reducerFingerprint } from "./reducer-fingerprint.js";
import { openSnapshot, type Snapshot } from "./snapshot.js";
import type { KeptSnapshot } from "./snapshot-store.js";

export interface SnapshotProblem {
  /** Position of the snapshot. */
  readonly position: number;
  readonly code: "SNAPSHOT_DIFFERS";
  readonly detail: string;
}

/** Holds kept snapshots against a rebuild from the first event, as it goes on: for the audit, which starts from none. */
export interface SnapshotJudge {
  /** The state that the rebuild came to with that event. */
  step(event: Pick<RecordedEvent, "position" | "hash">, state: State): void;
  /** What was found, once the rebuild is at its end. One beyond that is judged by nothing, and used by nothing. */
  problems(): readonly SnapshotProblem[];
}

/** They must have been read before the rebuild began; those of another reducer are never used, so they do not count. */
export function judgeSnapshots(kept: readonly KeptSnapshot[], key: KeyObject): SnapshotJudge {
  const found: SnapshotProblem[] = [];
  const waiting = new Map<number, Snapshot[]>();
  for (const { position, text } of kept) {
    const snapshot = openSnapshot(text, key);
    if (snapshot === null) {
      found.push({ position, code: "SNAPSHOT_DIFFERS", detail: "a snapshot is not as this server kept it" });
    } else if (snapshot.fingerprint === reducerFingerprint()) {
      const of = snapshot.state.position;
      waiting.set(of, [...(waiting.get(of) ?? []), snapshot]);
    }
  }
  return {
    step({ position, hash }, state) {
      for (const snapshot of waiting.get(position) ?? []) {
        if (snapshot.hash === hash && isDeepStrictEqual(snapshot.state, state)) continue;
        const detail = "the snapshot differs from what the events before it come to";
        found.push({ position, code: "SNAPSHOT_DIFFERS", detail });
      }
    },
    problems: () => found,
  };
}
