import {
  type EventLog,
  findSnapshot,
  keepSnapshot,
  oneLine,
  type RuntimeLogger,
  type State,
  type Unfit,
} from "@stopgap/core";
import { SnapshotFolder } from "@stopgap/store";

/** After so many events another snapshot is worth its writing: a start folds about as many at most. */
const eventsBetween = 500;

const reasons: Readonly<Record<Unfit, string>> = {
  "other-program": "another version of the program made it",
  "not-sealed-here": "it is not as this server signed it",
  "other-log": "the log has no such event",
};

export interface Snapshots {
  /** What the runtime starts from. */
  readonly from: State;
  /** Keeps a snapshot of the state where enough events have come. Never rejects: without, the next start takes longer. */
  keep(state: State): Promise<void>;
}

/** Snapshots of a log that is written: those that do not serve are discarded, and the log lines say why. */
export async function openSnapshots(log: EventLog, storeFile: string, logger: RuntimeLogger): Promise<Snapshots> {
  const folder = new SnapshotFolder(storeFile);
  const { state: from, unfit } = await findSnapshot(log, folder);
  for (const { position, why } of unfit) {
    logger[why === "other-program" ? "info" : "warn"]({ position }, `a snapshot is discarded: ${reasons[why]}`);
    await folder.discard(position).catch(() => undefined);
  }
  let last = from.position;
  return {
    from,
    async keep(state) {
      if (state.position - last < eventsBetween) return;
      last = state.position;
      try {
        await keepSnapshot(log, state, folder);
      } catch (error) {
        logger.warn({ position: state.position }, `no snapshot is kept: ${oneLine(String(error))}`);
      }
    },
  };
}
