import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryEventLog, StopgapError, serverStream } from "@stopgap/core";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { sampleApplied } from "../../testing/sample-events.js";
import { advance } from "../outlets/advance.js";
import { notifyFollower } from "./notify-follower.js";
import type { Target } from "./target.js";

const made = mkdtempSync(join(tmpdir(), "stopgap-notify-follower-"));
afterAll(() => rmSync(made, { recursive: true }));

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
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
        advance({ log, storeFile, opening }, notifyFollower(target, "Contoso", logger), new AbortController().signal);
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
  await advance({ log, storeFile, opening }, notifyFollower(target, "Contoso", logger), new AbortController().signal);
  expect(kinds).toEqual(["failed"]);
});
