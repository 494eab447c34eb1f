import { renameSync, rmSync } from "node:fs";
import { StopgapError } from "@stopgap/core/log";
import Sqlite, { type Database } from "better-sqlite3";
import { applicationId, schemaSteps } from "./schema.js";

/**
 * Brings the file to the newest schema in one transaction, forward only; a file that has a schema is copied first, to
 * `<file>.before-schema-<n>`. Throws `LOG_TOO_NEW` for a newer schema, `LOG_DAMAGED` for another program's database.
 */
export function migrate(database: Database, file: string, steps: readonly string[] = schemaSteps): void {
  if (schemaVersion(database, file) === steps.length) return;
  const migration = database.transaction(() => {
    // Another process may have migrated while this one waited for the lock.
    const before = schemaVersion(database, file);
    if (before === steps.length) return;
    refuseNewer(before, steps.length, file);
    if (before > 0) copy(file, `${file}.before-schema-${steps.length}`);
    for (const sql of steps.slice(before)) database.exec(sql);
    database.pragma(`user_version = ${steps.length}`);
  });
  migration.immediate();
}

/** How many schema steps have run on the file; 0 for an empty database. */
export function schemaVersion(database: Database, file: string): number {
  const version = Number(database.pragma("user_version", { simple: true }));
  const owner = database.pragma("application_id", { simple: true });
  const tables = Number(database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get());
  if (owner === applicationId || (owner === 0 && version === 0 && tables === 0)) return version;
  throw new StopgapError("LOG_DAMAGED", `${file} is an SQLite database, but no event log`, {
    remedy: "name the event log under store.file",
  });
}

export function refuseNewer(version: number, known: number, file: string): void {
  if (version <= known) return;
  throw new StopgapError("LOG_TOO_NEW", `${file} has schema ${version}, and this program knows ${known}`);
}

/** A second connection reads what is committed while the first holds the write lock: nothing can come between. */
function copy(file: string, target: string): void {
  const draft = `${target}.${process.pid}`;
  const reader = new Sqlite(file, { readonly: true });
  try {
    rmSync(draft, { force: true });
    reader.prepare("VACUUM INTO ?").run(draft);
  } finally {
    reader.close();
  }
  renameSync(draft, target);
}
