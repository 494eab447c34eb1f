import Sqlite from "better-sqlite3";

/** What better-sqlite3 does at best on the event log's table: no chain, no checks, hashes of the right length. */
export function openRaw(file) {
  const database = new Sqlite(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec(`
    CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL,
      time TEXT NOT NULL, cycle TEXT, actor TEXT, data TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL, id TEXT) STRICT;
    CREATE UNIQUE INDEX events_id ON events (id) WHERE id IS NOT NULL;`);
  const insert = database.prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const hash = "0123456789abcdef".repeat(4);
  let position = 0;
  const append = database.transaction((events) => {
    for (const { stream, type, version, time, cycle, actor, data, id } of events) {
      insert.run(++position, stream, type, version, time, cycle, actor, JSON.stringify(data), hash, hash, id);
    }
  });
  const columns = "position, stream, type, version, time, cycle, actor, data, previous, hash";
  const page = database.prepare(`SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT 1000`).raw();
  return {
    append: (events) => append.immediate(events),
    count: () => position,
    *pages() {
      for (let after = 0; ; ) {
        const rows = page.all(after);
        if (rows.length === 0) return;
        yield rows;
        after = rows.at(-1)[0];
      }
    },
    close: () => database.close(),
  };
}
