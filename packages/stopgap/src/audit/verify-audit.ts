import { createPublicKey } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { evolve, fold, initialState, MemoryEventLog, type State } from "@stopgap/core";
import { type Checkpoint, type LogVerification, parseCheckpoints, verifyLog } from "@stopgap/core/log";
import { serverKey, verifyStore } from "@stopgap/store";
import { checkpointFile } from "../composition/checkpoint-writer.js";
import { withLog } from "../composition/open-log.js";
import type { Configuration } from "../configuration/configuration.js";

export interface AuditProblem {
  /** Null where it is about no one event. */
  readonly position: number | null;
  readonly code: LogVerification["problems"][number]["code"] | "STATE_DIFFERS";
  readonly detail?: string;
}

export interface AuditVerification extends Omit<LogVerification, "problems"> {
  readonly problems: readonly AuditProblem[];
  /** The signed head from outside the file that the log was held against, or null where there is none. */
  readonly checkpoint: Checkpoint | null;
}

/**
 * The hash chain, the kept documents, the newest checkpoint outside the file (or the one given), and the state against a
 * rebuild. Damage is told, never thrown; rejects only where the log cannot be reached.
 */
export async function verifyAudit(configuration: Configuration, given?: Checkpoint): Promise<AuditVerification> {
  const { file } = configuration.store;
  const checkpoint = given ?? (await newestCheckpoint(checkpointFile(configuration)));
  const publicKey = existsSync(`${file}.key`) ? createPublicKey(await serverKey(file)) : null;
  let state: State = initialState;
  const options = {
    checkpoints: checkpoint === null ? [] : [checkpoint],
    ...(publicKey === null ? {} : { publicKey }),
    onPage: (page: Parameters<NonNullable<Parameters<typeof verifyLog>[1]>["onPage"] & object>[0]) => {
      state = page.reduce(evolve, state);
    },
  };
  const verified = existsSync(file) ? await verifyStore(file, options) : await verifyLog(new MemoryEventLog(), options);
  if (!verified.ok) return { ...verified, checkpoint };
  const rebuilt = await withLog(configuration, ({ log }) => fold(log, { to: verified.head.position }));
  if (isDeepStrictEqual(state, rebuilt)) return { ...verified, checkpoint };
  const problem = { position: verified.head.position, code: "STATE_DIFFERS" } as const;
  return { ...verified, ok: false, problems: [problem], checkpoint };
}

/** The last whole line of a file of checkpoints, or null where there is none. */
async function newestCheckpoint(file: string): Promise<Checkpoint | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return parseCheckpoints(text).checkpoints.at(-1) ?? null;
}
