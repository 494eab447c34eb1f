import { type RecordedEvent, serverStream } from "@stopgap/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  documentHash,
  sampleApplied,
  sampleDecided,
  sampleDecision,
  sampleLog,
  sampleVerified,
} from "../../testing/sample-events.js";
import type { Notice } from "./notice.js";
import { noticeOfEvent, type Told } from "./notice-of-event.js";

const stream = serverStream("Server1");
const hour = (n: number) => new Date(Date.parse("2026-11-21T00:00:00.000Z") + n * 3_600_000).toISOString();

function noticesOf(events: readonly RecordedEvent[]): readonly Notice[] {
  let told: Told = {};
  return events.flatMap((event) => {
    const noticed = noticeOfEvent(event, "Contoso", told);
    told = noticed.told;
    return noticed.notice ?? [];
  });
}

const refused = {
  stage: "verify",
  code: "FEED_EXPIRED",
  message: "the feed expired",
  mitigation: null,
  appliedId: null,
};

it("tells what was applied, failed and refused, drift, alarms and ends of trust, and nothing else", () => {
  const log = sampleLog();
  log.add(stream, "ServiceStarted", { program: "stopgap", plugins: [] }, hour(0));
  log.add(
    stream,
    "Fetched",
    { url: "u", sha256: documentHash, bytes: 1, notModified: false, etag: null, lastModified: null },
    hour(0),
  );
  log.add(stream, "Verified", sampleVerified(1), hour(0));
  log.add(stream, "TrustEnding", { warnings: [{ subject: "CN=A", notAfter: hour(99), daysLeft: 4 }] }, hour(0));
  const drifted = sampleDecision("M1.1.0", { decision: "reapply", reason: "the rule is gone" });
  log.add(stream, "Decided", sampleDecided("Server1", [drifted]), hour(0));
  log.add(stream, "Applied", sampleApplied("M1.1.0"), hour(0));
  const failed = {
    stage: "apply",
    code: "CONFLICT",
    message: "another rule",
    mitigation: "M2",
    appliedId: "M2.1.0",
  };
  log.add(stream, "Failed", failed, hour(0));
  log.add(stream, "Failed", refused, hour(1));
  log.add(stream, "AlarmRaised", { since: null, hours: 24 }, hour(1));
  log.add(stream, "AlarmCleared", { sha256: documentHash }, hour(2));
  const notices = noticesOf(log.events);
  expect(notices.map(({ kind, appliedId, position }) => [kind, appliedId, position])).toEqual([
    ["trust-ending", null, 4],
    ["drift", "M1.1.0", 5],
    ["applied", "M1.1.0", 6],
    ["failed", "M2.1.0", 7],
    ["refused", null, 8],
    ["alarm", null, 9],
    ["alarm-over", null, 10],
  ]);
  expect(notices[1]).toMatchObject({ server: "Server1", organization: "Contoso", id: log.events[4]?.hash });
  expect(notices[1]?.text).toBe("Drift: M1.1.0: the rule is gone");
});

it("tells a lasting failure once, then once a day, and anew after it was over or became another", () => {
  const log = sampleLog();
  for (let n = 0; n <= 24; n += 1) log.add(stream, "Failed", refused, hour(n));
  expect(noticesOf(log.events).map(({ time }) => time)).toEqual([hour(0), hour(24)]);
  log.add(stream, "Failed", { ...refused, code: "FEED_ROLLBACK" }, hour(25));
  log.add(stream, "Verified", sampleVerified(1), hour(26));
  log.add(stream, "Failed", { ...refused, code: "FEED_ROLLBACK" }, hour(27));
  expect(noticesOf(log.events).map(({ time }) => time)).toEqual([hour(0), hour(24), hour(25), hour(27)]);
});

it("never repeats a lasting condition within a day, and never misses a first one", () => {
  const step = fc.record({ code: fc.constantFrom("A", "B"), ok: fc.boolean(), wait: fc.integer({ min: 0, max: 30 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const log = sampleLog();
      let now = 0;
      let last: { code: string; at: number } | null = null;
      const expected: number[] = [];
      for (const { code, ok, wait } of steps) {
        now += wait;
        if (ok) log.add(stream, "Verified", sampleVerified(1), hour(now));
        else log.add(stream, "Failed", { ...refused, code }, hour(now));
        if (ok) last = null;
        else if (last === null || last.code !== code || now - last.at >= 24) {
          last = { code, at: now };
          expected.push(log.events.length);
        }
      }
      expect(noticesOf(log.events).map(({ position }) => position)).toEqual(expected);
    }),
  );
});

it("tells once of what waits for a switch, and again when something else waits, or it waited before", () => {
  const log = sampleLog();
  const decide = (n: number, ...ids: readonly string[]) => {
    const decisions = ids.map((id) => sampleDecision(id, { decision: "skip-disabled", status: "Disabled" }));
    const heartbeat = sampleDecision("PING1", { type: "DoNothing", decision: "skip-disabled", status: "Disabled" });
    log.add(stream, "Decided", sampleDecided("Server1", [heartbeat, ...decisions]), hour(n));
  };
  for (let n = 0; n < 60; n += 1) decide(n, "M4.1.0");
  decide(60, "M4.1.0", "M5.1.0");
  const applied = sampleDecision("M5.1.0", { decision: "skip-disabled", status: "Applied" });
  log.add(stream, "Decided", sampleDecided("Server1", [applied]), hour(61));
  decide(62, "M4.1.0", "M5.1.0");
  expect(noticesOf(log.events).map(({ kind, time, text }) => [kind, time, text])).toEqual([
    ["available", hour(0), "Available, and not applied, as MitigationsEnabled is off: M4.1.0"],
    ["available", hour(60), "Available, and not applied, as MitigationsEnabled is off: M4.1.0, M5.1.0"],
    ["available", hour(62), "Available, and not applied, as MitigationsEnabled is off: M4.1.0, M5.1.0"],
  ]);
});
