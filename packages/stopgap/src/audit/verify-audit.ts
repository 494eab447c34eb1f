import { createPublicKey } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import {
  evolve,
  initialState,
  judgeSnapshots,
  MemoryEventLog,
  type RecordedEvent,
  type SnapshotProblem,
  type State,
  StopgapError,
  startState,
} from "@stopgap/core";
import {
  type Checkpoint,
  type CheckpointFile,
  type LogVerification,
  parseCheckpoints,
  verifyLog,
} from "@stopgap/core/log";
import { SnapshotFolder, verifyStore } from "@stopgap/store";
import { checkpointFile } from "../composition/checkpoint-writer.js";
import { withLog } from "../composition/open-log.js";
import type { Configuration } from "../configuration/configuration.js";

export interface AuditProblem {
  /** Null where it is about no one event. */
  readonly position: number | null;
  readonly code:
    | LogVerification["problems"][number]["code"]
    | SnapshotProblem["code"]
    | "STATE_DIFFERS"
    | "CHECKPOINT_UNREADABLE";
  readonly detail?: string;
}

export interface AuditVerification extends Omit<LogVerification, "problems"> {
  readonly problems: readonly AuditProblem[];
  /** The signed head from outside the file that the log was held against, or null where there is none. */
  readonly checkpoint: Checkpoint | null;
  /** True where its signature was held against the key of the server; without that key, any will do. */
  readonly keyKnown: boolean;
  /** True where the newest line of the file was cut short, as a crash leaves it, and the one before was taken. */
  readonly cut: boolean;
}

/**
 * The hash chain, the kept documents, the checkpoints outside the file (or those given), of which the newest must fit and no
 * earlier one of this server's may contradict the log, and the state that programs start from, with each snapshot, against a
 * rebuild from the first event. Damage is told, never thrown; rejects only where the log cannot be reached.
 */
export async function verifyAudit(configuration: Configuration, given?: CheckpointFile): Promise<AuditVerification> {
  const { file } = configuration.store;
  const { checkpoints, end } = given ?? (await readCheckpoints(checkpointFile(configuration)));
  const checkpoint = checkpoints.at(-1) ?? null;
  const snapshots = new SnapshotFolder(file);
  const key = await snapshots.key();
  const judge = key === null ? null : judgeSnapshots(await snapshots.kept(), key);
  const rebuild = new Rebuild((event, state) => judge?.step(event, state));
  const options = {
    checkpoints: checkpoints.slice(-1),
    earlier: checkpoints.slice(0, -1),
    ...(key === null ? {} : { publicKey: createPublicKey(key) }),
    onPage: (page: readonly RecordedEvent[]) => rebuild.add(page),
  };
  const verified = existsSync(file) ? await verifyStore(file, options) : await verifyLog(new MemoryEventLog(), options);
  const held = { checkpoint, keyKnown: key !== null, cut: end === "cut" };
  const unreadable =
    end === "unreadable"
      ? [
          {
            position: null,
            code: "CHECKPOINT_UNREADABLE",
            detail: "the newest line is none, or the file cannot be read",
          } as const,
        ]
      : [];
  if (!verified.ok) return { ...verified, ...held, problems: [...verified.problems, ...unreadable] };
  const unfit = rebuild.fault();
  if (unfit !== null) return { ...verified, ...held, ok: false, problems: [unfit, ...unreadable] };
  const { position } = verified.head;
  const started = await withLog(configuration, ({ log }) => startState(log, snapshots, { to: position }));
  const differs = isDeepStrictEqual(rebuild.state, started) ? [] : [{ position, code: "STATE_DIFFERS" } as const];
  const problems = [...(judge?.problems() ?? []), ...differs, ...unreadable];
  return { ...verified, ...held, ok: problems.length === 0, problems };
}

/** The fold of what is read, up to an event that cannot be folded: the chain is followed beyond it. */
class Rebuild {
  state: State = initialState;
  readonly #step: (event: RecordedEvent, state: State) => void;
  #failure: { readonly position: number; readonly error: unknown } | null = null;

  constructor(step: (event: RecordedEvent, state: State) => void) {
    this.#step = step;
  }

  add(page: readonly RecordedEvent[]): void {
    for (const event of page) {
      if (this.#failure !== null) return;
      try {
        this.state = evolve(this.state, event);
        this.#step(event, this.state);
      } catch (error) {
        this.#failure = { position: event.position, error };
      }
    }
  }

  /** An event that is not of its type's shape, or null. Throws `LOG_TOO_NEW` where a newer program wrote it. */
  fault(): AuditProblem | null {
    if (this.#failure === null) return null;
    const { position, error } = this.#failure;
    if (error instanceof StopgapError) throw error;
    return { position, code: "EVENT_UNREADABLE", detail: "its data is not of its type's shape" };
  }
}

/** A file of checkpoints; one that is not there is an empty one, and of one that cannot be read no line can. */
async function readCheckpoints(file: string): Promise<CheckpointFile> {
  try {
    return parseCheckpoints(await readFile(file, "utf8"));
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return { checkpoints: [], end: isMissing ? "empty" : "unreadable" };
  }
}
