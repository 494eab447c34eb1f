import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Action, AppliesTo, Feed } from "../feed/feed.js";
import { type AppliedMitigation, initialState, type ServerState, type State, unknownServer } from "../project/state.js";
import { appliesTo } from "./applies-to.js";
import { blockedBy } from "./blocks.js";
import { compareBuilds, parseBuild } from "./build.js";
import { decide } from "./decide.js";
import { explain } from "./explain.js";
import type { ActionFacts, DecisionFacts } from "./facts.js";

const now = "2026-11-21T18:00:00.000Z";
const value = { text: "", elements: [], scope: "Server" as const };
const only2016: AppliesTo = { product: "Exchange2016", lowest: null, highest: null, role: null };

function action(change: Partial<Action> = {}): Action {
  return {
    mitigation: "M1",
    appliedId: "M1.1.0",
    actionId: "M1.1",
    version: 0,
    type: "T",
    description: "",
    value,
    appliesTo: [],
    problem: null,
    ...change,
  };
}

function feedOf(...actions: Action[]): Feed {
  const mitigation = { id: "M1", description: "", actions, sideEffects: [], testVectors: [] };
  return {
    profile: "EOCS 1.0",
    version: "1.0.4",
    serial: null,
    issued: null,
    expires: null,
    mitigations: [mitigation],
  };
}

function applied(appliedId: string): AppliedMitigation {
  const entry = { mitigation: "M1", actionId: "M1.1", type: "T", sha256: "", value, undo: null, since: now, order: 1 };
  return { ...entry, appliedId };
}

function given(server: Partial<ServerState> = {}, organizationEnabled = true): State {
  const servers = { Server1: { ...unknownServer("Server1"), ...server } };
  return { ...initialState, organization: { mitigationsEnabled: organizationEnabled }, servers };
}

const absent: ActionFacts = { refusal: null, hindrance: null, inspection: { state: "absent" } };
const present: ActionFacts = { ...absent, inspection: { state: "present" } };
const altered: ActionFacts = { ...absent, inspection: { state: "altered", detail: "somebody disabled it" } };

function facts(seen: ActionFacts = absent, appliedId = "M1.1.0"): DecisionFacts {
  const settings = { organizationEnabled: true, serverEnabled: true, blocked: [] };
  const identity = { server: "Server1", product: "Exchange2019", build: "15.2.1118.12", roles: ["Mailbox"] };
  return { ...identity, settings, inspections: { [appliedId]: seen } };
}

const one = (state: State, seen: ActionFacts, own = action()) =>
  decide(state, feedOf(own), facts(seen, own.appliedId), now)[0];
const before = { applied: { "M1.1.0": applied("M1.1.0") } };
const blocked = { blocked: [{ id: "m1", until: null, reason: null }] };

describe("decide: the contract's table, each row against all rows below it", () => {
  const refusal: ActionFacts = { ...absent, refusal: { code: "PARAMETERS_REFUSED", message: "no rule" } };
  const hindrance: ActionFacts = {
    ...absent,
    hindrance: { code: "PREREQUISITE_MISSING", message: "no module" },
    inspection: null,
  };
  const notFor = action({ appliesTo: [only2016] });
  const rows: [number, string, string, State, ActionFacts, Action?][] = [
    [1, "unsupported", "Failed", given({ ...blocked, ...before }, false), refusal, notFor],
    [1, "unsupported", "Failed", given(), present, action({ problem: "the version is not a number" })],
    [2, "skip-blocked", "Blocked", given({ ...blocked, ...before }, false), hindrance, notFor],
    [3, "retire", "NotApplicable", given(before, false), hindrance, notFor],
    [4, "skip-not-applicable", "NotApplicable", given({}, false), hindrance, notFor],
    [5, "skip-disabled", "Disabled", given({}, false), hindrance],
    [5, "skip-disabled", "Applied", given({ ...before, mitigationsEnabled: false }), hindrance],
    [6, "unsupported", "Failed", given(before), hindrance],
    [7, "keep", "Applied", given(before), present],
    [8, "reapply", "Applied", given(before), absent],
    [8, "reapply", "Applied", given(before), altered],
    [9, "upgrade", "Applied", given(before), present, action({ appliedId: "M1.1.1", version: 1 })],
    [10, "apply", "Applied", given(), present],
    [10, "apply", "Applied", given(), absent],
  ];
  it.each(rows)("row %i: %s, shown as %s", (rule, decision, status, state, seen, own = action()) => {
    expect(one(state, seen, own)).toMatchObject({ rule, decision, status });
    const explained = explain(state, own, facts(seen, own.appliedId), now);
    expect(explained.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(explained.filter(({ matches }) => matches).map(({ row }) => row)).toEqual([rule]);
  });

  it("retires an applied action that left the feed, whatever the switches", () => {
    expect(decide(given(before, false), feedOf(), facts(), now)).toMatchObject([
      { appliedId: "M1.1.0", decision: "retire", status: "NotApplicable", rule: 0 },
    ]);
  });

  it("keeps an applied action listed whose description in the feed cannot be understood any more", () => {
    const decisions = decide(given(before), feedOf(action({ problem: "no type" })), facts(), now);
    expect(decisions.map(({ decision }) => decision)).toEqual(["unsupported"]);
  });

  it("names what an upgrade replaces", () => {
    expect(one(given(before), absent, action({ appliedId: "M1.1.7", version: 7 }))).toMatchObject({
      replaces: "M1.1.0",
    });
  });

  it("does not hold back after a block's end, and does at the moment before", () => {
    const until = (time: string) => given({ blocked: [{ id: "M1", until: time, reason: null }] });
    expect(one(until("2026-11-21T18:00:00.000Z"), absent)?.decision).toBe("apply");
    expect(one(until("2026-11-21T18:00:00.001Z"), absent)?.decision).toBe("skip-blocked");
  });

  it("gives a reason of one line whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (message) => {
        const reason = one(given(), { ...absent, refusal: { code: "X", message } })?.reason ?? "";
        expect(reason.length).toBeLessThanOrEqual(1000);
        expect(/[\p{Cc}\u2028\u2029]/u.test(reason)).toBe(false);
      }),
    );
  });

  it("decides for every state and inspection, and the same twice", () => {
    const states = fc.record({
      isApplied: fc.constantFrom(null, "M1.1.0", "M1.1.1"),
      ids: fc.subarray(["M1", "m1.1", "M1.1.0", "M11", "M1.10"]),
      enabled: fc.boolean(),
      organization: fc.boolean(),
      seen: fc.constantFrom(absent, present, altered),
    });
    fc.assert(
      fc.property(states, ({ isApplied, ids, enabled, organization, seen }) => {
        const entries = isApplied === null ? {} : { [isApplied]: applied(isApplied) };
        const blocks = ids.map((id) => ({ id, until: null, reason: null }));
        const state = given({ applied: entries, blocked: blocks, mitigationsEnabled: enabled }, organization);
        const first = one(state, seen);
        expect(first).toEqual(one(state, seen));
        expect(first?.decision === "skip-blocked").toBe(ids.some((id) => ["M1", "m1.1", "M1.1.0"].includes(id)));
        if (!enabled || !organization) expect(["skip-disabled", "skip-blocked"]).toContain(first?.decision);
      }),
    );
  });
});

describe("blocks", () => {
  it.each([
    ["M1", true],
    ["m1.1", true],
    ["M1.1.0", true],
    ["M1.1.00", false],
    ["M", false],
    ["M1.", false],
    ["M1.1.0.0", false],
    ["M1.10", false],
    ["M11", false],
  ])("%s holds M1.1.0 back: %s", (id, held) => {
    expect(blockedBy(action(), [id]) !== null).toBe(held);
  });
});

describe("builds", () => {
  it("compare by their four numbers, not as text and not as semver", () => {
    const order = ["15.2.986.5", "15.2.986.35", "15.2.986.42", "15.2.1118.7", "15.2.1118.20", "16.0.0.0"];
    const builds = order.map((text) => parseBuild(text) ?? expect.fail(text));
    expect(builds.toReversed().toSorted(compareBuilds)).toEqual(builds);
  });

  it.each(["15.2.986", "15.2.986.5.1", "15.2.x.5", " 15.2.986.5", "15.2.-1.5", ""])("%j is none", (text) => {
    expect(parseBuild(text)).toBeNull();
  });

  it("are in a range with both ends", () => {
    const range = (lowest: string, highest: string): AppliesTo => ({
      product: "exchange2019",
      lowest: parseBuild(lowest),
      highest: parseBuild(highest),
      role: "mailbox",
    });
    const server = { product: "Exchange2019", build: "15.2.1118.7", roles: ["Mailbox"] };
    expect(appliesTo([range("15.2.1118.7", "15.2.1118.7")], server)).toBe(true);
    expect(appliesTo([range("15.2.1118.8", "15.2.1118.9")], server)).toBe(false);
    expect(appliesTo([range("15.2.986.5", "15.2.986.99"), range("15.2.1118.0", "15.2.2000.0")], server)).toBe(true);
    expect(appliesTo([range("15.2.0.0", "15.3.0.0")], { ...server, roles: ["Edge"] })).toBe(false);
    expect(appliesTo([], server)).toBe(true);
  });
});
