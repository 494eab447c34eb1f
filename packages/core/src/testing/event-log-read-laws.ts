import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { sha256Hex } from "../log/sha256.js";
import {
  type EventLogFixture,
  type EventLogLaw,
  eventOf,
  eventsOf,
  readAll,
  refusedWith,
  storedAll,
} from "./event-log-fixture.js";

const awkward = JSON.parse(
  '{"text":"\\u2028 \\ud800 \\u0000 \\ud83d\\ude00 \\",\\"data\\":","__proto__":{"a":1},"10":1,"2":[[],{},null,true,1e21,0.1,""]}',
);

/** What reading, keeping and taking over promise. */
export function readLaws(fixture: EventLogFixture): readonly EventLogLaw[] {
  return [
    fixture.law("awkward data comes back as it went in", async (log) => {
      await log.append([eventOf(1, { data: awkward }), eventOf(2, { data: null }), eventOf(3, { data: "text" })]);
      const data = (await readAll(log)).map((event) => event.data);
      strictEqual(JSON.stringify(data), JSON.stringify([awkward, null, "text"]));
      deepStrictEqual(
        (await storedAll(log)).map((event) => event.data),
        data.map((value) => JSON.stringify(value)),
      );
    }),

    fixture.law("pages are full but the last, never empty, and cover every position once", async (log) => {
      await log.append(eventsOf(10));
      for (const pageSize of [1, 3, 5, 10, 11]) {
        const sizes: number[] = [];
        const positions: number[] = [];
        for await (const page of log.read({ pageSize })) {
          sizes.push(page.length);
          positions.push(...page.map(({ position }) => position));
        }
        ok(
          sizes.every((size, index) => (index < sizes.length - 1 ? size === pageSize : size > 0)),
          sizes.join(", "),
        );
        deepStrictEqual(positions, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      }
    }),

    fixture.law("from and to are both included; beyond the head there is nothing", async (log) => {
      await log.append(eventsOf(10));
      const positions = async (options: { from?: number; to?: number }) =>
        (await readAll(log, options)).map(({ position }) => position);
      deepStrictEqual(await positions({ from: 3, to: 5 }), [3, 4, 5]);
      deepStrictEqual(await positions({ from: 9, to: 99 }), [9, 10]);
      deepStrictEqual(await positions({ from: 11 }), []);
      deepStrictEqual(await positions({ to: 0 }), []);
      deepStrictEqual(await positions({ from: 0, to: 1 }), [1]);
    }),

    fixture.law(
      "what was folded up to any position goes on with the events after it, and is told by its hash",
      async (log) => {
        await log.append(eventsOf(7));
        const all = await storedAll(log);
        for (const { position, hash } of all) {
          const at: (readonly [number, string])[] = [];
          for await (const page of log.stored({ from: position, to: position })) {
            at.push(...page.map((event) => [event.position, event.hash] as const));
          }
          deepStrictEqual(at, [[position, hash]]);
          const rest = await readAll(log, { from: position + 1 });
          deepStrictEqual(
            rest.map((event) => event.hash),
            all.slice(position).map((event) => event.hash),
          );
        }
        const beyond: unknown[] = [];
        for await (const page of log.stored({ from: 8, to: 8 })) beyond.push(...page);
        deepStrictEqual(beyond, []);
      },
    ),

    fixture.law("stream, types and since pick events, in order, whatever the page", async (log) => {
      const events = eventsOf(40).map((event, index) => ({
        ...event,
        stream: index % 2 === 0 ? "organization" : "server/Server1",
        type: ["Fetched", "Verified", "Decided"][index % 3] ?? "",
      }));
      const all = await log.append(events);
      const since = eventOf(15).time;
      for (const pageSize of [1, 7, 100]) {
        deepStrictEqual(
          await readAll(log, { stream: "organization", pageSize }),
          all.filter(({ stream }) => stream === "organization"),
        );
        deepStrictEqual(
          await readAll(log, { types: ["Verified", "Decided"], since, to: 30, pageSize }),
          all.filter(({ type, time, position }) => type !== "Fetched" && time >= since && position <= 30),
        );
      }
      deepStrictEqual(await readAll(log, { types: [] }), []);
      deepStrictEqual(await readAll(log, { since: eventOf(99).time }), []);
    }),

    fixture.law("reading ends at the head as it was when it began", async (log) => {
      await log.append(eventsOf(4));
      const positions: number[] = [];
      for await (const page of log.read({ pageSize: 2 })) {
        positions.push(...page.map(({ position }) => position));
        await log.append(eventsOf(2, positions.length * 10));
      }
      deepStrictEqual(positions, [1, 2, 3, 4]);
    }),

    fixture.law("documents are kept once per content, with their events, under their SHA-256", async (log) => {
      const bytes = new TextEncoder().encode("<EOCS/>");
      const empty = new Uint8Array();
      await log.append(eventsOf(1), { documents: [bytes, empty, bytes] });
      await log.append(eventsOf(1, 2), { documents: [Uint8Array.from(bytes)] });
      deepStrictEqual(await log.documentHashes(), [sha256Hex(bytes), sha256Hex(empty)].sort());
      deepStrictEqual(await log.document(sha256Hex(bytes)), bytes);
      deepStrictEqual(await log.document(sha256Hex(empty)), empty);
      strictEqual(await log.document("0".repeat(64)), null);
    }),

    fixture.law("a refused append keeps no document", async (log) => {
      await refusedWith("LOG_CONFLICT", () => log.append(eventsOf(1), { expected: 5, documents: [Uint8Array.of(1)] }));
      deepStrictEqual(await log.documentHashes(), []);
    }),

    fixture.law("restore takes exported events over as they are, and appending goes on from there", async (log) => {
      await log.append([...eventsOf(5), eventOf(6, { data: awkward })]);
      const events = await storedAll(log);
      await fixture.with(async (copy) => {
        await copy.restore(events.slice(0, 2), [Uint8Array.of(1)]);
        deepStrictEqual(await copy.restore(events.slice(2)), await log.head());
        deepStrictEqual(await storedAll(copy), events);
        deepStrictEqual(await copy.append(eventsOf(1, 7)), await log.append(eventsOf(1, 7)));
        deepStrictEqual(await copy.documentHashes(), [sha256Hex(Uint8Array.of(1))]);
      });
    }),

    fixture.law("restore refuses what does not continue the chain, and takes none of it", async (log) => {
      await log.append(eventsOf(4));
      const [one, two, three, four] = await storedAll(log);
      ok(one && two && three && four);
      const broken = [[two], [one, three], [one, { ...two, data: "{}" }], [two, one], [one, one]];
      for (const events of [...broken, [one, two, { ...three, previous: one.hash }]]) {
        await fixture.with(async (copy) => {
          await refusedWith("LOG_IMPORT_REFUSED", () => copy.restore(events));
          strictEqual((await copy.head()).position, 0);
        });
      }
    }),

    fixture.law("a closed log refuses to append and to read", async (log) => {
      await log.append(eventsOf(1));
      await log.close();
      await refusedWith("LOG_CLOSED", () => log.append(eventsOf(1)));
      await refusedWith("LOG_CLOSED", () => log.head());
      await refusedWith("LOG_CLOSED", () => readAll(log));
    }),
  ];
}
