import type { Database } from "better-sqlite3";

/**
 * Forward-only schema steps; `PRAGMA user_version` counts those that ran. Hashes are text: BLOB columns slow a scan.
 * The triggers make the rule of the contract the file's own: events are never updated or deleted.
 */
export const schemaSteps: readonly string[] = [
  `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    time TEXT NOT NULL,
    cycle TEXT,
    actor TEXT,
    data TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    id TEXT
  ) STRICT;
  CREATE UNIQUE INDEX events_id ON events (id) WHERE id IS NOT NULL;
  CREATE TABLE documents (
    sha256 TEXT PRIMARY KEY,
    bytes BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER events_are_never_updated BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never updated'); END;
  CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
  CREATE TRIGGER documents_are_never_updated BEFORE UPDATE ON documents
    BEGIN SELECT RAISE(ABORT, 'documents are never updated'); END;
  CREATE TRIGGER documents_are_never_deleted BEFORE DELETE ON documents
    BEGIN SELECT RAISE(ABORT, 'documents are never deleted'); END;
  `,
];

export function schemaVersion(database: Database): number {
  return Number(database.pragma("user_version", { simple: true }));
}
