import { fold, newState } from "./sample-events.mjs";

/**
 * @event-driven-io/emmett-sqlite, tuned: one connection, WAL, synchronous=FULL, the schema made once. Null where it is not
 * installed; `EMMETT=<its dist/index.js>` names one that is installed elsewhere.
 */
export async function openEmmett(file) {
  const emmett = await import(process.env.EMMETT ?? "@event-driven-io/emmett-sqlite").catch(() => null);
  if (emmett === null) return null;
  const connection = emmett.sqliteConnection({ fileName: file });
  await connection.command("PRAGMA journal_mode = WAL");
  await connection.command("PRAGMA synchronous = FULL");
  await emmett.createEventStoreSchema(connection);
  let [count, streams] = [0, 0];
  let inStream = 0;
  const current = () => `server-${streams}`;
  return {
    async append(events) {
      // Appending takes longer the longer the stream is; ours is one stream, so that is kind to it.
      if (inStream + events.length > 20_000) [streams, inStream] = [streams + 1, 0];
      const messages = events.map(({ type, data }) => ({ type, data, metadata: {} }));
      await emmett.appendToStream(connection, current(), "server", messages);
      inStream += events.length;
      count += events.length;
    },
    count: () => count,
    async aggregate() {
      const state = newState();
      for (let stream = 0; stream <= streams; stream++) {
        const { events } = await emmett.readStream(connection, `server-${stream}`);
        for (const { type, data } of events) fold(state, "server-1", type, data);
      }
    },
    close: async () => connection.close(),
  };
}
