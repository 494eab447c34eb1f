import { describe, expect, it } from "vitest";
import type { AppliedMitigation } from "../project/state.js";
import { driftOf, driftWords } from "./drift.js";
import type { ActionFacts } from "./facts.js";
import type { Situation } from "./rules.js";

const situation = (inspection: ActionFacts["inspection"], seenOn?: string): Situation => ({
  action: {} as Situation["action"],
  before: (seenOn === undefined ? {} : { build: seenOn }) as AppliedMitigation,
  seen: { refusal: null, hindrance: null, inspection },
  facts: { build: "15.2.1118.20" } as Situation["facts"],
  begun: null,
  organizationEnabled: true,
  serverEnabled: true,
  blocks: [],
});

describe("drift", () => {
  it.each([
    ["in place", { state: "present" }, "15.2.1118.12", null],
    ["gone, on the build it was seen on", { state: "absent", detail: "no rule" }, "15.2.1118.20", "changed"],
    ["gone, on another build", { state: "absent", detail: "no rule" }, "15.2.1118.12", "wiped"],
    ["gone, and nobody knows the build of before", { state: "absent" }, undefined, "changed"],
    ["altered, on another build: an upgrade alters no rule", { state: "altered" }, "15.2.1118.12", "changed"],
    ["in place and taken away below", { state: "present", warnings: ["by <clear/>"] }, "15.2.1118.12", "defeated"],
  ] as const)("%s", (_, inspection, seenOn, kind) => {
    expect(driftOf(situation(inspection, seenOn))?.kind ?? null).toBe(kind);
  });

  it("says what was seen, and what happened", () => {
    const wiped = driftOf(situation({ state: "absent", detail: "no rule" }, "15.2.1118.12"));
    expect(wiped).toEqual({ kind: "wiped", difference: "absent: no rule", upgradedFrom: "15.2.1118.12" });
    expect(wiped && driftWords(wiped)).toBe("wiped by the upgrade from 15.2.1118.12");
    const defeated = driftOf(situation({ state: "present", warnings: ["a is defeated", "b is defeated"] }));
    expect(defeated).toEqual({ kind: "defeated", difference: "a is defeated; b is defeated" });
  });
});
