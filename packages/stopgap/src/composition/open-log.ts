import { existsSync } from "node:fs";
import { type EventLog, MemoryEventLog, type State, startState } from "@stopgap/core";
import { openSqliteEventLog, SnapshotFolder } from "@stopgap/store";
import type { Configuration } from "../configuration/configuration.js";

export interface OpenedLog {
  readonly log: EventLog;
  /** The state of now; worked out when it is asked for. */
  state(): Promise<State>;
}

/** The configured log for reading only, for the length of `work`; one that was never written is empty. */
export async function withLog<T>(configuration: Configuration, work: (opened: OpenedLog) => Promise<T>): Promise<T> {
  const { file } = configuration.store;
  const log = existsSync(file) ? await openSqliteEventLog(file, { readOnly: true }) : new MemoryEventLog();
  try {
    return await work({ log, state: () => startState(log, new SnapshotFolder(file)) });
  } finally {
    await log.close();
  }
}
