import fc from "fast-check";
import { expect, it } from "vitest";
import type { Action, AppliesTo, Feed } from "../feed/feed.js";
import { type AppliedMitigation, initialState, type State, unknownServer } from "../project/state.js";
import { decide } from "./decide.js";
import type { ActionFacts, DecisionFacts } from "./facts.js";

/** The contract's table in its own words, over generated states: written apart from the rules. */
const now = "2026-11-21T18:00:00.000Z";
const value = { text: "", elements: [], scope: "Server" as const };
const actionIds = ["M1.1", "M1.2", "M11.1", "m2.1", "PING1"];
const configOf = (actionId: string) => actionId.split(".")[0] ?? actionId;
const appliedIdOf = (actionId: string, version: number) => (actionId === "PING1" ? "PING1" : `${actionId}.${version}`);

const builds = [
  [15, 2, 986, 42],
  [15, 2, 1118, 7],
  [15, 2, 1118, 12],
  [15, 10, 0, 0],
] as const;
const range: fc.Arbitrary<AppliesTo> = fc.record({
  product: fc.constantFrom(null, "Exchange2019", "EXCHANGE2019", "Exchange2016"),
  lowest: fc.constantFrom(null, ...builds),
  highest: fc.constantFrom(null, ...builds),
  role: fc.constantFrom(null, "mailbox", "Edge"),
});
const listed = fc.record({
  version: fc.nat(2),
  problem: fc.constantFrom(null, null, null, "unintelligible"),
  appliesTo: fc.array(range, { maxLength: 2 }),
  refusal: fc.constantFrom(null, null, null, { code: "PARAMETERS_REFUSED", message: "no" }),
  hindrance: fc.constantFrom(null, null, null, { code: "PREREQUISITE_MISSING", message: "no" }),
  state: fc.constantFrom("absent" as const, "present" as const, "altered" as const),
});
const one = fc.record({
  listed: fc.option(listed, { nil: null }),
  /** The version it was applied at, or is not. */
  applied: fc.option(fc.nat(2), { nil: null }),
});
const blockable = fc.constantFrom(
  "M1",
  "m1",
  "M1.1",
  "M1.1.0",
  "m1.2.1",
  "M11",
  "M",
  "M1.",
  "M1.1.",
  "M1.10",
  "M2.1",
  "ping1",
  "PING",
);
const situation = fc.record({
  actions: fc.tuple(one, one, one, one, one),
  blocked: fc.uniqueArray(blockable, { maxLength: 3, selector: (id) => id.toLowerCase() }),
  organization: fc.boolean(),
  server: fc.boolean(),
  build: fc.constantFrom(...builds),
});

const older = (a: readonly number[], b: readonly number[]) => {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
};

it("decide follows the contract's table, first match wins", () => {
  fc.assert(
    fc.property(situation, ({ actions, blocked, organization, server, build }) => {
      const identity = { server: "Server1", product: "Exchange2019", build: build.join("."), roles: ["Mailbox"] };
      const wanted: string[][] = [];
      const gone: string[][] = [];
      const feedActions: Action[] = [];
      const inspections: Record<string, ActionFacts> = {};
      const applied: Record<string, AppliedMitigation> = {};

      const isMeant = ({ appliesTo }: Pick<Action, "appliesTo">) =>
        appliesTo.length === 0 ||
        appliesTo.some(
          ({ product, lowest, highest, role }) =>
            product !== "Exchange2016" &&
            role !== "Edge" &&
            !(lowest !== null && older(build, lowest)) &&
            !(highest !== null && older(highest, build)),
        );
      const isBlocked = (...ids: string[]) =>
        ids.some((id) => blocked.some((block) => block.toLowerCase() === id.toLowerCase()));

      for (const [index, actionId] of actionIds.entries()) {
        const { listed: own, applied: at } = actions[index] ?? { listed: null, applied: null };
        const mitigation = configOf(actionId);
        const about = { mitigation, actionId, type: "T", value };
        if (at !== null) {
          const id = appliedIdOf(actionId, at);
          applied[id] = { ...about, appliedId: id, sha256: "", undo: null, since: now, order: 1 };
        }
        if (own === null) {
          if (at !== null) gone.push([appliedIdOf(actionId, at), "retire", "NotApplicable"]);
          continue;
        }
        const { version, problem, appliesTo, refusal, hindrance, state } = own;
        const appliedId = appliedIdOf(actionId, version);
        feedActions.push({ ...about, appliedId, version, description: "", appliesTo, problem });
        inspections[appliedId] = { refusal, hindrance, inspection: hindrance === null ? { state } : null };
        const isSame = at !== null && appliedIdOf(actionId, at) === appliedId;
        const [decision, status] =
          problem !== null || refusal !== null
            ? ["unsupported", "Failed"]
            : isBlocked(mitigation, actionId, appliedId)
              ? ["skip-blocked", "Blocked"]
              : !isMeant(own)
                ? [at === null ? "skip-not-applicable" : "retire", "NotApplicable"]
                : !(organization && server)
                  ? ["skip-disabled", at === null ? "Disabled" : "Applied"]
                  : hindrance !== null
                    ? ["unsupported", "Failed"]
                    : isSame
                      ? [state === "present" ? "keep" : "reapply", "Applied"]
                      : [at === null ? "apply" : "upgrade", "Applied"];
        wanted.push([appliedId, decision ?? "", status ?? ""]);
      }

      const own = {
        ...unknownServer("Server1"),
        mitigationsEnabled: server,
        blocked: blocked.map((id) => ({ id, until: null, reason: null })),
        applied,
      };
      const given: State = {
        ...initialState,
        organization: { mitigationsEnabled: organization },
        servers: { Server1: own },
      };
      const settings = { organizationEnabled: organization, serverEnabled: server, blocked };
      const facts: DecisionFacts = { ...identity, settings, inspections };
      const feed: Feed = {
        profile: "EOCS 1.0",
        version: "1.0.4",
        serial: null,
        issued: null,
        expires: null,
        mitigations: feedActions.map((action) => ({
          id: action.mitigation,
          description: "",
          sideEffects: [],
          testVectors: [],
          actions: [action],
        })),
      };
      const seen = decide(given, feed, facts, now).map(({ appliedId, decision, status }) => [
        appliedId,
        decision,
        status,
      ]);
      const ofFeed = seen.slice(0, wanted.length);
      expect(ofFeed).toEqual(wanted);
      expect(seen.slice(wanted.length).toSorted()).toEqual(gone.toSorted());
    }),
    { numRuns: 500 },
  );
});
