import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EventData, MemoryEventLog, StopgapError, serverStream } from "@stopgap/core";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { sampleApplied } from "../../testing/sample-events.js";
import { advance } from "../outlets/advance.js";
import { type Notifying, notifyFollower } from "./notify-follower.js";
import { progressOf } from "./notify-memory.js";
import type { Target } from "./target.js";

const made = mkdtempSync(join(tmpdir(), "stopgap-notify-follower-"));
afterAll(() => rmSync(made, { recursive: true }));

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const notifying = (more: Partial<Notifying> = {}): Notifying => ({
  organization: "Contoso",
  logger,
  now: () => new Date("2026-11-21T18:00:00.000Z"),
  recordSetAside: async () => undefined,
  ...more,
});
const opening = { position: 0, hash: "" };

async function logOf(count: number): Promise<MemoryEventLog> {
  const log = new MemoryEventLog();
  const stream = serverStream("Server1");
  for (let n = 1; n <= count; n += 1) {
    const time = "2026-11-21T18:00:00.000Z";
    const data = sampleApplied(`M${n}.1.0`);
    await log.append([{ stream, type: "Applied", version: 1, time, cycle: "c", actor: null, data }]);
  }
  return log;
}

it("loses and doubles nothing, however often delivery fails and the process begins anew", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 30 }), async (outcomes) => {
      const log = await logOf(6);
      const storeFile = join(mkdtempSync(join(made, "case-")), "stopgap.db");
      const delivered: number[] = [];
      const plan = [...outcomes];
      const target: Target = {
        name: "notify-x",
        title: "x",
        on: null,
        async deliver(notice) {
          if (plan.shift() === false) throw new StopgapError("NOTIFY_FAILED", "not now");
          delivered.push(notice.position);
        },
      };
      // A new follower each time: nothing is remembered but what stands in the cursor file.
      const attempt = () =>
        advance({ log, storeFile, opening }, notifyFollower(target, notifying()), new AbortController().signal);
      while (
        !(await attempt().then(
          () => true,
          () => false,
        ))
      );
      expect(delivered).toEqual([1, 2, 3, 4, 5, 6]);
    }),
    { numRuns: 30 },
  );
});

it("tells a target only of the kinds it is for", async () => {
  const log = await logOf(1);
  const failed = { stage: "apply", code: "X", message: "m", mitigation: "M1", appliedId: "M1.1.0" };
  const time = "2026-11-21T18:00:00.000Z";
  await log.append([
    { stream: serverStream("S"), type: "Failed", version: 1, time, cycle: "c", actor: null, data: failed },
  ]);
  const kinds: string[] = [];
  const target: Target = { name: "n", title: "n", on: ["failed"], deliver: async ({ kind }) => void kinds.push(kind) };
  const storeFile = join(made, "kinds.db");
  await advance({ log, storeFile, opening }, notifyFollower(target, notifying()), new AbortController().signal);
  expect(kinds).toEqual(["failed"]);
});

it("sets a notice aside that was refused for a day, records it, and goes on with the next", async () => {
  const log = await logOf(3);
  const storeFile = join(made, "aside.db");
  const delivered: number[] = [];
  const recorded: EventData["NoticeSetAside"][] = [];
  const target: Target = {
    name: "notify-y",
    title: "y",
    on: null,
    async deliver({ position }) {
      if (position === 2) throw new StopgapError("NOTIFY_FAILED", "it answered 413");
      delivered.push(position);
    },
  };
  let minutes = 0;
  const attempt = () => {
    const now = () => new Date(Date.parse("2026-11-21T18:00:00.000Z") + minutes * 60_000);
    const recordSetAside = async (data: EventData["NoticeSetAside"]) => void recorded.push(data);
    const follower = notifyFollower(target, notifying({ now, recordSetAside }));
    return advance({ log, storeFile, opening }, follower, new AbortController().signal);
  };
  for (; minutes < 23 * 60; minutes += 60) await expect(attempt()).rejects.toThrow("413");
  expect(await progressOf(target, storeFile, log)).toMatchObject({
    delivered: 1,
    behind: 2,
    refused: { position: 2, since: "2026-11-21T18:00:00.000Z", tries: 23, message: "it answered 413" },
  });
  minutes = 24 * 60;
  await attempt();
  expect(delivered).toEqual([1, 3]);
  expect(recorded).toEqual([
    {
      target: "y",
      kind: "applied",
      position: 2,
      tries: 24,
      since: "2026-11-21T18:00:00.000Z",
      message: "it answered 413",
    },
  ]);
  expect(await progressOf(target, storeFile, log)).toMatchObject({
    delivered: 2,
    behind: 0,
    setAside: 1,
    refused: null,
  });
});

it("counts no try that the end of the program cut off, and sets nothing aside after few tries", async () => {
  const log = await logOf(1);
  const storeFile = join(made, "cut.db");
  const ending = new AbortController();
  const target: Target = {
    name: "notify-z",
    title: "z",
    on: null,
    async deliver() {
      if (cut) ending.abort();
      throw new StopgapError("NOTIFY_FAILED", "cut off");
    },
  };
  let cut = true;
  await expect(
    advance({ log, storeFile, opening }, notifyFollower(target, notifying()), ending.signal),
  ).rejects.toThrow();
  expect((await progressOf(target, storeFile, log)).refused).toBeNull();
  cut = false;
  for (const day of [21, 22, 23, 24]) {
    const now = () => new Date(`2026-11-${day}T18:00:00.000Z`);
    const follower = notifyFollower(target, notifying({ now }));
    await expect(advance({ log, storeFile, opening }, follower, new AbortController().signal)).rejects.toThrow();
  }
  expect((await progressOf(target, storeFile, log)).refused).toMatchObject({ tries: 4 });
});
