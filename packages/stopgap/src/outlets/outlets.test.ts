import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryEventLog, type RecordedEvent } from "@stopgap/core";
import { holdLock } from "@stopgap/store";
import { afterAll, beforeEach, expect, it } from "vitest";
import { advance } from "./advance.js";
import { cursorFile } from "./cursor.js";
import type { Follower } from "./follower.js";
import { createOutlets, type OutletOptions } from "./outlets.js";
import { recordTold } from "./record-told.js";

const made = mkdtempSync(join(tmpdir(), "stopgap-outlets-"));
afterAll(() => rmSync(made, { recursive: true }));

let log: MemoryEventLog;
let storeFile: string;
let warnings: string[];

beforeEach(() => {
  log = new MemoryEventLog();
  storeFile = join(mkdtempSync(join(made, "case-")), "stopgap.db");
  warnings = [];
});

async function record(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const time = "2026-11-21T18:00:00.000Z";
    await log.append([
      { stream: "organization", type: "Anything", version: 1, time, cycle: null, actor: null, data: n },
    ]);
  }
}

const nowhere = { position: 0, hash: "" };
const noLogger = {
  info: () => undefined,
  warn: (_: unknown, message: string) => void warnings.push(message),
  error: () => undefined,
};

/** Counts what it took, in its memory and in `told`; refuses while `refuses` says so. */
function listener(told: number[], refuses: (event: RecordedEvent) => boolean = () => false): Follower<number> {
  return {
    name: "listener",
    title: "the listener",
    begins: "now",
    remembered: (stored) => (typeof stored === "number" ? stored : 0),
    async take(event, memory) {
      if (refuses(event)) throw new Error("nobody there");
      told.push(event.position);
      return { memory: memory + 1, told: true };
    },
  };
}

function outlets(follower: Follower, more: Partial<OutletOptions> = {}) {
  const options = {
    log,
    storeFile,
    opening: nowhere,
    followers: [follower],
    logger: noLogger,
    limit: 20_000,
    retry: 1,
  };
  return createOutlets({ ...options, ...more });
}

it("tells each event once and in order, over any number of processes", async () => {
  const told: number[] = [];
  await record(3);
  await advance({ log, storeFile, opening: nowhere }, listener(told), AbortSignal.timeout(60_000));
  await record(2);
  await advance({ log, storeFile, opening: nowhere }, listener(told), AbortSignal.timeout(60_000));
  await advance({ log, storeFile, opening: nowhere }, listener(told), AbortSignal.timeout(60_000));
  expect(told).toEqual([1, 2, 3, 4, 5]);
  expect(JSON.parse(readFileSync(cursorFile(storeFile, "listener"), "utf8"))).toMatchObject({ position: 5, memory: 5 });
});

it("leaves what was there before to the past, and a refused event to the next time", async () => {
  const told: number[] = [];
  await record(2);
  const opening = await log.head();
  await record(3);
  const refusing = listener(told, ({ position }) => position === 4);
  await expect(advance({ log, storeFile, opening }, refusing, AbortSignal.timeout(60_000))).rejects.toThrow("nobody");
  expect(told).toEqual([3]);
  await advance({ log, storeFile, opening: await log.head() }, listener(told), AbortSignal.timeout(60_000));
  expect(told).toEqual([3, 4, 5]);
});

it("begins anew on another log", async () => {
  const told: number[] = [];
  await record(5);
  await advance({ log, storeFile, opening: nowhere }, listener(told), AbortSignal.timeout(60_000));
  log = new MemoryEventLog();
  await log.append([
    { stream: "other", type: "X", version: 1, time: "2026-11-22T00:00:00.000Z", cycle: null, actor: null, data: {} },
  ]);
  await advance({ log, storeFile, opening: nowhere }, listener(told), AbortSignal.timeout(60_000));
  expect(told).toEqual([1, 2, 3, 4, 5, 1]);
});

it("tells what is pending when it is closed, and writes nothing where nothing was recorded", async () => {
  const told: number[] = [];
  await outlets(listener(told)).close();
  expect(() => readFileSync(cursorFile(storeFile, "listener"))).toThrow("ENOENT");
  await record(1);
  const open = outlets(listener(told));
  open.poke();
  await open.close();
  expect(told).toEqual([1]);
});

it("tries again what failed, says so, and gives up in time", async () => {
  const told: number[] = [];
  let failures = 2;
  const flaky = listener(told, () => failures-- > 0);
  await record(1);
  const open = outlets(flaky);
  open.poke();
  await open.close();
  expect(told).toEqual([1]);
  expect(warnings).toEqual(Array(2).fill("the listener: nobody there; it is tried again"));

  const never: Follower<number> = {
    ...listener(told),
    take: (_event, _memory, signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  };
  await record(1);
  const stuck = outlets(never, { limit: 10 });
  stuck.poke();
  await stuck.close();
  expect(warnings.at(-1)).toBe("the listener: there was no more time; it is tried again");
});

it("follows what comes until it is closed", async () => {
  const told: number[] = [];
  const arrived = new Map<number, () => void>();
  const arrival = (position: number) => new Promise<void>((resolve) => arrived.set(position, resolve));
  const own = listener(told);
  const follower: Follower<number> = {
    ...own,
    async take(event, memory, signal) {
      const taken = await own.take(event, memory, signal);
      arrived.get(event.position)?.();
      return taken;
    },
  };
  const first = arrival(1);
  const second = arrival(2);
  const open = outlets(follower);
  await record(1);
  open.follow();
  await first;
  await record(1);
  open.poke();
  await second;
  await open.close();
  expect(told).toEqual([1, 2]);
});

it("tells nothing while another process tells, and catches up after it", async () => {
  const told: number[] = [];
  const release = await holdLock(storeFile, "outlets", { purpose: "a test" });
  await record(1);
  const open = outlets(listener(told), { limit: 1 });
  open.poke();
  await open.close();
  expect(told).toEqual([]);
  await release();
  const later = outlets(listener(told));
  later.poke();
  await later.close();
  expect(told).toEqual([1]);
});

it("what came of telling is never recorded as earlier than the newest event", async () => {
  await record(1);
  const data = {
    target: "t",
    kind: "failed",
    position: 1,
    tries: 10,
    since: "2026-11-20T18:00:00.000Z",
    message: "no",
  };
  const times = ["2026-11-21T17:00:00.000Z", "2026-11-21T19:00:00.000Z"];
  for (const time of times) {
    await recordTold({ log, server: "Server1", now: new Date(time) }, "NoticeSetAside", data);
  }
  const recorded: string[] = [];
  for await (const page of log.read({ stream: "server/Server1" })) recorded.push(...page.map(({ time }) => time));
  expect(recorded).toEqual(["2026-11-21T18:00:00.000Z", "2026-11-21T19:00:00.000Z"]);
});
