import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { StopgapError } from "@stopgap/core/log";
import type { Database } from "better-sqlite3";
import { archiveFolder } from "./archive.js";
import { logFailure } from "./log-failure.js";
import { syncFolder } from "./write-durably.js";

/**
 * Copies an event log while it is written, with its sealed history, to a file that does not exist yet. The copy is the log as
 * it was at one moment and opens as a log of its own. The server's key is not in it.
 */
export async function backUp(database: Database, file: string, target: string): Promise<void> {
  if (existsSync(target) || existsSync(archiveFolder(target))) {
    throw new StopgapError("LOG_UNWRITABLE", `${target} exists already`, { remedy: "name a file that does not exist" });
  }
  const draft = `${target}.${process.pid}.part`;
  try {
    // The table first: history that is sealed after this moment is still in the copied table.
    await database.backup(draft);
    const sealed = archiveFolder(file);
    if (existsSync(sealed)) cpSync(sealed, archiveFolder(target), { recursive: true });
    renameSync(draft, target);
    syncFolder(dirname(target));
  } catch (error) {
    rmSync(draft, { force: true });
    throw logFailure(error, target);
  }
}
