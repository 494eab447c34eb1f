import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { exportLine, hashOf, zeroHash } from "../log/envelope.js";
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

/** What appending promises. */
export function appendLaws(fixture: EventLogFixture): readonly EventLogLaw[] {
  return [
    fixture.law("an empty log has position 0, 64 zeros and no time", async (log) => {
      deepStrictEqual(await log.head(), { position: 0, hash: zeroHash, time: null });
      deepStrictEqual(await readAll(log), []);
    }),

    fixture.law("positions count from 1 without gaps, and what append resolves to is what is read", async (log) => {
      const first = await log.append(eventsOf(3));
      const second = await log.append(eventsOf(2, 4));
      deepStrictEqual(
        [...first, ...second].map(({ position }) => position),
        [1, 2, 3, 4, 5],
      );
      deepStrictEqual(await readAll(log), [...first, ...second]);
      const { position, hash, time } = second[1] ?? { position: 0, hash: "", time: "" };
      deepStrictEqual(await log.head(), { position, hash, time });
    }),

    fixture.law(
      "the hash is that of the export line before its hash, and each event names the one before",
      async (log) => {
        await log.append(eventsOf(3).map((event) => ({ ...event, actor: 'Zoë "Z" 😀', cycle: "c\\1" })));
        let previous = zeroHash;
        for (const event of await storedAll(log)) {
          const line = exportLine(event);
          strictEqual(event.hash, sha256Hex(line.slice(0, line.lastIndexOf(',"hash":'))));
          strictEqual(event.hash, hashOf(event));
          strictEqual(event.previous, previous);
          previous = event.hash;
        }
        strictEqual(previous, (await log.head()).hash);
      },
    ),

    fixture.law("an expected position other than the head's is a conflict, and nothing is appended", async (log) => {
      await log.append(eventsOf(2), { expected: "none" });
      await refusedWith("LOG_CONFLICT", () => log.append(eventsOf(1, 3), { expected: "none" }));
      await refusedWith("LOG_CONFLICT", () => log.append(eventsOf(1, 3), { expected: 1 }));
      await refusedWith("LOG_CONFLICT", () => log.append(eventsOf(1, 3), { expected: 3 }));
      strictEqual((await log.head()).position, 2);
      await log.append(eventsOf(1, 3), { expected: 2 });
      await log.append(eventsOf(1, 4), { expected: "any" });
      strictEqual((await log.head()).position, 4);
    }),

    fixture.law("an id with the same content is appended once, also against an old expected position", async (log) => {
      const event = eventOf(1, { id: "id-1" });
      const first = await log.append([event], { expected: 0 });
      await log.append(eventsOf(1, 2));
      deepStrictEqual(await log.append([event], { expected: 0 }), first);
      deepStrictEqual(await log.append([{ ...event, time: eventOf(9).time }]), first);
      strictEqual((await log.head()).position, 2);
    }),

    fixture.law(
      "a batch of ids seen and new appends the new ones; twice the same id in a batch is one event",
      async (log) => {
        const [first] = await log.append([eventOf(1, { id: "a" })]);
        const recorded = await log.append([eventOf(1, { id: "a" }), eventOf(2, { id: "b" }), eventOf(2, { id: "b" })]);
        deepStrictEqual(
          recorded.map(({ position }) => position),
          [1, 2, 2],
        );
        deepStrictEqual(recorded[0], first);
        strictEqual((await log.head()).position, 2);
      },
    ),

    fixture.law("an id with other content is refused, and nothing of its batch is appended", async (log) => {
      await log.append([eventOf(1, { id: "a" })]);
      await refusedWith("LOG_ID_REUSED", () => log.append([eventOf(2), eventOf(3, { id: "a" })]));
      await refusedWith("LOG_ID_REUSED", () => log.append([eventOf(4, { id: "b" }), eventOf(5, { id: "b" })]));
      strictEqual((await log.head()).position, 1);
    }),

    fixture.law("concurrent appends are each all or nothing, in one chain without gaps", async (log) => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 60 }, (_, index) => {
          const events = eventsOf((index % 3) + 1, index * 10);
          return log.append(events, index % 4 === 3 ? { expected: 1_000_000 } : {});
        }),
      );
      const appended = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []));
      strictEqual(outcomes.filter(({ status }) => status === "rejected").length, 15);
      deepStrictEqual(await readAll(log), appended);
      deepStrictEqual(
        appended.map(({ position }) => position),
        appended.map((_, index) => index + 1),
      );
    }),

    fixture.law("of concurrent appends that expect one position, one is appended", async (log) => {
      const outcomes = await Promise.allSettled(eventsOf(8).map((event) => log.append([event], { expected: 0 })));
      strictEqual(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      strictEqual((await log.head()).position, 1);
    }),

    fixture.law("an event's time is never earlier than the one before", async (log) => {
      await log.append([eventOf(100)]);
      const [late] = await log.append([eventOf(1)]);
      strictEqual(late?.time, eventOf(100).time);
      ok((await log.head()).time === eventOf(100).time);
    }),

    fixture.law("data that JSON would change or drop is refused, and nothing is appended", async (log) => {
      const cycle: Record<string, unknown> = {};
      cycle.self = cycle;
      const refused = [
        undefined,
        { a: undefined },
        [undefined],
        Number.NaN,
        { a: Number.POSITIVE_INFINITY },
        1n,
        cycle,
      ];
      for (const data of [...refused, () => 1, Symbol("s"), new Date(0), new Map()]) {
        await refusedWith("LOG_EVENT_REFUSED", () => log.append([eventOf(1), eventOf(2, { data })]));
      }
      strictEqual((await log.head()).position, 0);
    }),

    fixture.law("an envelope that could not be written as it is is refused", async (log) => {
      const bad = [{ time: "2026-11-21" }, { time: "2026-02-30T00:00:00.000Z" }, { stream: "" }, { type: "\ud800" }];
      for (const more of [...bad, { version: 0 }, { version: 1.5 }, { id: "" }, { actor: "" }]) {
        await refusedWith("LOG_EVENT_REFUSED", () => log.append([eventOf(1, more)]));
      }
      strictEqual((await log.head()).position, 0);
    }),

    fixture.law("what the caller changes after append changes nothing", async (log) => {
      const data = { list: [1] };
      const done = log.append([eventOf(1, { data })]);
      data.list.push(2);
      await done;
      deepStrictEqual((await readAll(log))[0]?.data, { list: [1] });
    }),

    fixture.law("nothing to append appends nothing, and an expected position still counts", async (log) => {
      deepStrictEqual(await log.append([]), []);
      await refusedWith("LOG_CONFLICT", () => log.append([], { expected: 7 }));
    }),
  ];
}
