import { expect, it } from "vitest";
import { trustWarnings } from "./trust-warnings.js";

const day = 86_400_000;
const now = new Date("2026-11-21T18:00:00Z");
const chain = (...daysLeft: readonly number[]) => ({
  path: ["CN=Leaf", "CN=Issuer", "CN=Root"].map((subject, index) => ({
    subject,
    notAfter: new Date(now.getTime() + (daysLeft[index] ?? 0) * day),
  })),
});
const judged = { at: now, countersignedAt: null };

it.each([
  ["CN=Leaf", [29.9, 400, 4000]],
  ["CN=Issuer", [300, 29.9, 4000]],
  ["CN=Root", [300, 400, 29.9]],
] as const)("warns of the end of %s, from thirty days before", (subject, ends) => {
  expect(trustWarnings(chain(...ends), judged, now)).toEqual([
    { subject, notAfter: new Date(now.getTime() + 29.9 * day).toISOString(), daysLeft: 29 },
  ]);
  expect(trustWarnings(chain(...ends.map((end) => Math.max(end, 30.1))), judged, now)).toEqual([]);
});

it("says nothing of certificates that a countersignature has outlived", () => {
  expect(trustWarnings(chain(-10, 1, 2), { at: now, countersignedAt: "2026-01-01T00:00:00.000Z" }, now)).toEqual([]);
});
