import { fold, newState } from "./sample-events.mjs";

/** @event-driven-io/emmett-sqlite as tuned as it gets, one connection and WAL; null where it is not installed. */
export async function openEmmett(file) {
  const from = process.env.EMMETT ?? "@event-driven-io/emmett-sqlite";
  const emmett = await import(from).catch(() => null);
  if (emmett === null) return null;
  const store = emmett.getSQLiteEventStore({ fileName: file, schema: { autoMigration: "CreateOrUpdate" } });
  let count = 0;
  return {
    async append(events) {
      await store.appendToStream(
        "server-1",
        events.map(({ type, data }) => ({ type, data })),
      );
      count += events.length;
    },
    count: () => count,
    aggregate: () =>
      store.aggregateStream("server-1", {
        initialState: newState,
        evolve: (state, { type, data }) => {
          fold(state, "server-1", type, data);
          return state;
        },
      }),
    close: async () => undefined,
  };
}
