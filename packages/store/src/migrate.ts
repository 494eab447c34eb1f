import { copyFileSync } from "node:fs";
import { StopgapError } from "@stopgap/core";
import type { Database } from "better-sqlite3";
import { schemaSteps, schemaVersion } from "./schema.js";

/** Brings the file to the newest schema, forward only; a file that holds events is copied first. Throws `LOG_UNWRITABLE` for a newer one. */
export function migrate(database: Database, file: string): void {
  const before = schemaVersion(database);
  if (before === schemaSteps.length) return;
  refuseNewer(before, file);
  if (before > 0) {
    database.pragma("wal_checkpoint(TRUNCATE)");
    copyFileSync(file, `${file}.before-schema-${schemaSteps.length}`);
  }
  const step = database.transaction(() => {
    // Another process may have migrated while this one waited for the lock.
    for (const sql of schemaSteps.slice(schemaVersion(database))) database.exec(sql);
    database.pragma(`user_version = ${schemaSteps.length}`);
  });
  step.immediate();
}

export function refuseNewer(version: number, file: string): void {
  if (version <= schemaSteps.length) return;
  throw new StopgapError("LOG_UNWRITABLE", `${file} was written by a newer Stopgap (schema ${version})`, {
    remedy: "install that version or a newer one",
  });
}
