import type { EventLog, ReadOptions } from "../log/event-log.js";
import { hashAt } from "../log/hash-at.js";
import { fold } from "../project/fold.js";
import { initialState, type State } from "../project/state.js";
import { reducerFingerprint } from "./reducer-fingerprint.js";
import { openSnapshot, sealSnapshot } from "./snapshot.js";
import type { SnapshotStore } from "./snapshot-store.js";

export interface FoundSnapshot {
  /** That of the newest snapshot that serves; `initialState` where none does. */
  readonly state: State;
  /** The newer ones that do not serve, by the position they are kept under. */
  readonly unfit: readonly { readonly position: number; readonly why: Unfit }[];
}

/** Folded by another version of the program; not as this server sealed it; of another log, or of one that was longer. */
export type Unfit = "other-program" | "not-sealed-here" | "other-log";

/**
 * The newest snapshot this program may start from: signed by this server, folded by the very same reducer, of this log, whose
 * event at its position has the hash it names, and not beyond `to`. A snapshot never makes it reject.
 */
export async function findSnapshot(
  log: EventLog,
  snapshots: SnapshotStore,
  { to = Number.POSITIVE_INFINITY }: Pick<ReadOptions, "to"> = {},
): Promise<FoundSnapshot> {
  const fingerprint = reducerFingerprint();
  const unfit: { position: number; why: Unfit }[] = [];
  // Whoever may read the log and not the key folds all of it.
  const key = await snapshots.key().catch(() => null);
  if (key === null) return { state: initialState, unfit };
  for (const { position, text } of await snapshots.kept()) {
    const snapshot = openSnapshot(text, key);
    if (snapshot === null) unfit.push({ position, why: "not-sealed-here" });
    else if (snapshot.fingerprint !== fingerprint) unfit.push({ position, why: "other-program" });
    else if (snapshot.state.position > to) continue;
    else if ((await hashAt(log, snapshot.state.position)) !== snapshot.hash) unfit.push({ position, why: "other-log" });
    else return { state: snapshot.state, unfit };
  }
  return { state: initialState, unfit };
}

/** The log's state, from the newest snapshot that serves: what everything but the audit starts from. */
export async function startState(
  log: EventLog,
  snapshots: SnapshotStore,
  options: Pick<ReadOptions, "to"> = {},
): Promise<State> {
  const { state } = await findSnapshot(log, snapshots, options);
  return await fold(log, options, state);
}

/** Keeps a snapshot of a state that was folded from the log; false where none can be made of it. */
export async function keepSnapshot(log: EventLog, state: State, snapshots: SnapshotStore): Promise<boolean> {
  const fingerprint = reducerFingerprint();
  const key = await snapshots.key();
  const hash = await hashAt(log, state.position);
  if (fingerprint === null || key === null || hash === null) return false;
  const text = sealSnapshot({ fingerprint, hash, state }, key);
  if (text !== null) await snapshots.keep(state.position, text);
  return text !== null;
}
