import { existsSync, statSync } from "node:fs";
import { StopgapError } from "@stopgap/core/log";
import Sqlite, { type Database } from "better-sqlite3";
import { migrate, refuseNewer, schemaVersion } from "./migrate.js";
import { patiently } from "./patience.js";
import { schemaSteps } from "./schema.js";

/** SQLite's own wait, which stops the whole process: short. */
const stoppedWait = 5;
/** Pages in the WAL file before SQLite moves them to the file proper: 16 MiB, so that large batches pay for it seldom. */
const walPages = 4096;
/** The WAL file is cut back to this size after a checkpoint. */
const walKept = 16 * 1024 * 1024;

/** A connection that writes; the file is made where it is missing, and migrated where it is old. */
export async function connectToWrite(
  file: string,
  wait: number,
  steps: readonly string[] = schemaSteps,
): Promise<Database> {
  const database = await patiently(() => new Sqlite(file, { timeout: stoppedWait }), file, wait);
  return closedOnFailure(database, () =>
    patiently(
      () => {
        // Before anything is written: another program's database stays as it is.
        refuseNewer(schemaVersion(database, file), steps.length, file);
        database.pragma("journal_mode = WAL");
        database.pragma("synchronous = FULL");
        database.pragma("fullfsync = ON");
        database.pragma(`wal_autocheckpoint = ${walPages}`);
        database.pragma(`journal_size_limit = ${walKept}`);
        migrate(database, file, steps);
        return database;
      },
      file,
      wait,
    ),
  );
}

/** A connection that only reads. A file that does not exist, or has no schema yet, is read as an empty log. */
export async function connectToRead(file: string, wait: number): Promise<Database> {
  if (!existsSync(file) || statSync(file).size === 0) return emptyDatabase(file);
  const open = () => new Sqlite(file, { readonly: true, fileMustExist: true, timeout: stoppedWait });
  const database = await patiently(open, file, wait);
  return closedOnFailure(database, async () => {
    const version = await patiently(() => schemaVersion(database, file), file, wait);
    refuseNewer(version, schemaSteps.length, file);
    if (version === schemaSteps.length) return database;
    if (version > 0) {
      throw new StopgapError("LOG_UNWRITABLE", `${file} has schema ${version} and must be migrated first`, {
        remedy: "run a command that writes, such as stopgap check",
      });
    }
    database.close();
    return emptyDatabase(file);
  });
}

function emptyDatabase(file: string): Database {
  const database = new Sqlite(":memory:");
  migrate(database, file);
  return database;
}

async function closedOnFailure(database: Database, work: () => Promise<Database>): Promise<Database> {
  try {
    return await work();
  } catch (error) {
    database.close();
    throw error;
  }
}
