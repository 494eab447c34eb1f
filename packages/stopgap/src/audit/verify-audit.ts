import { createPublicKey } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import {
  evolve,
  initialState,
  judgeSnapshots,
  MemoryEventLog,
  type SnapshotProblem,
  type State,
  startState,
} from "@stopgap/core";
import { type Checkpoint, type LogVerification, parseCheckpoints, verifyLog } from "@stopgap/core/log";
import { SnapshotFolder, verifyStore } from "@stopgap/store";
import { checkpointFile } from "../composition/checkpoint-writer.js";
import { withLog } from "../composition/open-log.js";
import type { Configuration } from "../configuration/configuration.js";

export interface AuditProblem {
  /** Null where it is about no one event. */
  readonly position: number | null;
  readonly code: LogVerification["problems"][number]["code"] | SnapshotProblem["code"] | "STATE_DIFFERS";
  readonly detail?: string;
}

export interface AuditVerification extends Omit<LogVerification, "problems"> {
  readonly problems: readonly AuditProblem[];
  /** The signed head from outside the file that the log was held against, or null where there is none. */
  readonly checkpoint: Checkpoint | null;
}

/**
 * The hash chain, the kept documents, the newest checkpoint outside the file (or the one given), and the state that programs
 * start from, with each snapshot, against a rebuild from the first event. Damage is told, never thrown; rejects only where the log cannot be reached.
 */
export async function verifyAudit(configuration: Configuration, given?: Checkpoint): Promise<AuditVerification> {
  const { file } = configuration.store;
  const checkpoint = given ?? (await newestCheckpoint(checkpointFile(configuration)));
  const snapshots = new SnapshotFolder(file);
  const key = await snapshots.key();
  const judge = key === null ? null : judgeSnapshots(await snapshots.kept(), key);
  let state: State = initialState;
  const options = {
    checkpoints: checkpoint === null ? [] : [checkpoint],
    ...(key === null ? {} : { publicKey: createPublicKey(key) }),
    onPage: (page: Parameters<NonNullable<Parameters<typeof verifyLog>[1]>["onPage"] & object>[0]) => {
      for (const event of page) {
        state = evolve(state, event);
        judge?.step(event, state);
      }
    },
  };
  const verified = existsSync(file) ? await verifyStore(file, options) : await verifyLog(new MemoryEventLog(), options);
  if (!verified.ok) return { ...verified, checkpoint };
  const { position } = verified.head;
  const started = await withLog(configuration, ({ log }) => startState(log, snapshots, { to: position }));
  const differs = isDeepStrictEqual(state, started) ? [] : [{ position, code: "STATE_DIFFERS" } as const];
  const problems = [...(judge?.problems() ?? []), ...differs];
  return { ...verified, ok: problems.length === 0, problems, checkpoint };
}

/** The last whole line of a file of checkpoints, or null where there is none. */
async function newestCheckpoint(file: string): Promise<Checkpoint | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return parseCheckpoints(text).checkpoints.at(-1) ?? null;
}
