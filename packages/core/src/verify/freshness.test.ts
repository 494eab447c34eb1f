import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StopgapError } from "../errors/stopgap-error.js";
import { checkFreshness, type FreshnessCandidate } from "./freshness.js";
import type { AcceptedFeed } from "./verified-feed.js";

const now = new Date("2026-11-21T18:00:00.000Z");
const lax = { requireSerial: false };

const dated: FreshnessCandidate = {
  profile: "EOCS 1.1",
  serial: 42,
  issued: "2026-11-21T00:00:00.000Z",
  expires: "2026-12-21T00:00:00.000Z",
  countersignedAt: null,
  sha256: "d1",
  contentSha256: "c1",
};
const plain: FreshnessCandidate = { ...dated, profile: "EOCS 1.0", serial: null, issued: null, expires: null };
const known: AcceptedFeed = { sha256: "d1", contentSha256: "c1", serial: 42, countersignedAt: null };
const knownPlain: AcceptedFeed = { ...known, serial: null, countersignedAt: "2026-11-01T00:00:00.000Z" };

function verdict(candidate: FreshnessCandidate, accepted: AcceptedFeed | null, policy = lax): string {
  try {
    checkFreshness(candidate, accepted, now, policy);
    return "fresh";
  } catch (error) {
    return error instanceof StopgapError ? error.code : String(error);
  }
}

describe("checkFreshness", () => {
  it.each([
    ["fresh", dated, null],
    ["fresh", dated, known],
    ["fresh", { ...dated, serial: 43, contentSha256: "c2" }, known],
    ["fresh", { ...dated, sha256: "d2" }, known],
    ["DOCUMENT_FORK", { ...dated, contentSha256: "c2", sha256: "d2" }, known],
    ["DOCUMENT_FORK", { ...dated, sha256: "d2" }, { sha256: "d1", serial: 42, countersignedAt: null }],
    ["DOCUMENT_ROLLBACK", { ...dated, serial: 41 }, known],
    ["DOCUMENT_EXPIRED", { ...dated, expires: now.toISOString() }, null],
    ["fresh", { ...dated, expires: "2026-11-21T18:00:00.001Z" }, null],
    ["fresh", { ...dated, issued: "2026-11-21T18:05:00.000Z" }, null],
    ["DOCUMENT_ISSUED_AHEAD", { ...dated, issued: "2026-11-21T18:05:00.001Z" }, null],
    ["fresh", plain, null],
    ["DOCUMENT_ROLLBACK", plain, known],
    ["DOCUMENT_ROLLBACK", plain, knownPlain],
    ["DOCUMENT_ROLLBACK", { ...plain, countersignedAt: "2026-10-31T23:59:59.999Z" }, knownPlain],
    ["fresh", { ...plain, countersignedAt: "2026-11-01T00:00:00.000Z" }, knownPlain],
    ["DOCUMENT_FORK", { ...plain, countersignedAt: "2026-11-01T00:00:00.000Z", contentSha256: "c2" }, knownPlain],
    ["fresh", { ...plain, countersignedAt: "2026-11-01T00:00:00.001Z", contentSha256: "c2" }, knownPlain],
    ["fresh", { ...plain, contentSha256: "c2" }, { ...knownPlain, countersignedAt: null }],
    ["fresh", dated, knownPlain],
  ] as const)("says %s", (expected, candidate, accepted) => {
    expect(verdict(candidate, accepted)).toBe(expected);
  });

  it("asks for a serial where one is required", () => {
    expect(verdict(plain, null, { requireSerial: true })).toBe("DOCUMENT_SERIAL_MISSING");
    expect(verdict(dated, null, { requireSerial: true })).toBe("fresh");
  });

  it("never lets the serial go down, in whatever order feeds come", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ serial: fc.integer({ min: 1, max: 6 }), content: fc.constantFrom("a", "b") })),
        (feeds) => {
          let accepted: AcceptedFeed | null = null;
          const taken: { serial: number; content: string }[] = [];
          for (const { serial, content } of feeds) {
            const candidate = { ...dated, serial, sha256: content, contentSha256: content };
            if (verdict(candidate, accepted) !== "fresh") continue;
            taken.push({ serial, content });
            accepted = { ...candidate };
          }
          for (const [index, { serial, content }] of taken.slice(1).entries()) {
            const before = taken[index];
            expect(serial).toBeGreaterThanOrEqual(before?.serial ?? 0);
            if (serial === before?.serial) expect(content).toBe(before.content);
          }
        },
      ),
    );
  });
});
