/** Marks the file as ours ("STGP"), so that a database of another program is not taken for a log. */
export const applicationId = 0x53544750;

/**
 * Forward-only schema steps; `PRAGMA user_version` counts those that ran. Hashes are text: BLOB columns slow a scan.
 * The triggers make the rule of the contract the file's own: events are never updated or deleted.
 */
export const schemaSteps: readonly string[] = [
  `
  PRAGMA application_id = ${applicationId};
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
  CREATE TABLE documents (sha256 TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE segments (
    first INTEGER NOT NULL,
    last INTEGER PRIMARY KEY,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    time TEXT NOT NULL,
    name TEXT NOT NULL
  ) STRICT;
  CREATE TABLE archived_ids (id TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE archived_documents (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  ${never("events", "UPDATE")}
  ${never("events", "DELETE")}
  ${never("documents", "UPDATE")}
  ${never("documents", "DELETE")}
  `,
];

/** The trigger that forbids one kind of change of one table. */
export function never(table: string, change: "UPDATE" | "DELETE"): string {
  const done = change === "UPDATE" ? "updated" : "deleted";
  return `CREATE TRIGGER ${table}_are_never_${done} BEFORE ${change} ON ${table}
    BEGIN SELECT RAISE(ABORT, '${table} are never ${done}'); END;`;
}
