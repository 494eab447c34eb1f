import type { Action } from "../feed/feed.js";
import { lookup } from "../project/lookup.js";
import type { AppliedMitigation, ServerState } from "../project/state.js";
import { appliesTo } from "./applies-to.js";
import { blockedBy } from "./blocks.js";
import { formatRange } from "./build.js";
import type { DecisionName, Status } from "./decision.js";
import { type Drift, driftOf } from "./drift.js";
import type { ActionFacts, DecisionFacts } from "./facts.js";

/** What the rules look at: one action, one server, one moment. */
export interface Situation {
  readonly action: Action;
  /** The same action as applied before, at whatever version, or null. */
  readonly before: AppliedMitigation | null;
  /** An apply of the action that has no end, where it is not applied; or null. */
  readonly begun: AppliedMitigation | null;
  readonly seen: ActionFacts;
  readonly facts: DecisionFacts;
  readonly organizationEnabled: boolean;
  readonly serverEnabled: boolean;
  /** The ids of MitigationsBlocked that are in force. */
  readonly blocks: readonly string[];
}

export interface Outcome {
  readonly decision: DecisionName;
  readonly status: Status;
  readonly reason: string;
  readonly by?: string;
  readonly drift?: Drift | null;
}

/** One row of the contract's table. `outcome` is null where the row does not match. */
export interface Rule {
  readonly row: number;
  readonly when: string;
  saw(situation: Situation): string;
  outcome(situation: Situation): Outcome | null;
}

const nobodyLooked: ActionFacts = {
  refusal: null,
  hindrance: { code: "INSPECTION_FAILED", message: "the host was not inspected for this action" },
  inspection: null,
};

/** The situation of an action. `blocks` and the switches are what is in force. */
export function situationOf(
  action: Action,
  server: ServerState,
  organizationEnabled: boolean,
  blocks: readonly string[],
  facts: DecisionFacts,
): Situation {
  const before = action.problem === null ? appliedBefore(action, server) : null;
  return {
    action,
    before,
    begun: before === null ? (byAction(server.pending).get(actionKey(action)) ?? null) : null,
    seen: lookup(facts.inspections, action.appliedId) ?? nobodyLooked,
    facts,
    organizationEnabled,
    serverEnabled: server.mitigationsEnabled,
    blocks,
  };
}

/** The applied mitigation with the action's identity, at whatever version. */
export function appliedBefore(action: Action, server: ServerState): AppliedMitigation | null {
  return byAction(server.applied).get(actionKey(action)) ?? null;
}

/** What an action is known by over its versions. */
export function actionKey({ actionId }: Pick<Action, "actionId">): string {
  return actionId.toLowerCase();
}

const indexes = new WeakMap<ServerState["applied"], ReadonlyMap<string, AppliedMitigation>>();

/** States never change, so that each is indexed once: a feed may have thousands of actions. */
function byAction(entries: ServerState["applied"]): ReadonlyMap<string, AppliedMitigation> {
  const known = indexes.get(entries);
  if (known !== undefined) return known;
  const index = new Map(
    Object.values(entries)
      .toReversed()
      .map((entry) => [actionKey(entry), entry]),
  );
  indexes.set(entries, index);
  return index;
}

/** The contract's section 3, in its order: the first row with an outcome decides. The last always has one. */
export const rules: readonly Rule[] = [
  {
    row: 1,
    when: "no plugin for the type, or parameters refused",
    saw: ({ action, seen }) => action.problem ?? seen.refusal?.message ?? `type ${action.type}, parameters accepted`,
    outcome({ action, seen }) {
      if (action.problem !== null) return unsupported(action.problem, "ACTION_UNINTELLIGIBLE");
      return seen.refusal === null ? null : unsupported(seen.refusal.message, seen.refusal.code);
    },
  },
  {
    row: 2,
    when: "its id is in MitigationsBlocked",
    saw: ({ blocks }) => `MitigationsBlocked {${blocks.join(", ")}}`,
    outcome({ action, blocks }) {
      const by = blockedBy(action, blocks);
      return by === null
        ? null
        : { decision: "skip-blocked", status: "Blocked", reason: `${by} is in MitigationsBlocked`, by };
    },
  },
  {
    row: 3,
    when: "no AppliesTo matches, and it was applied before",
    saw: (situation) => `${applicability(situation)}; ${appliedText(situation)}`,
    outcome: (situation) =>
      isApplicable(situation) || (situation.before ?? situation.begun) === null
        ? null
        : { decision: "retire", status: "NotApplicable", reason: `no longer applicable: ${applicability(situation)}` },
  },
  {
    row: 4,
    when: "no AppliesTo matches",
    saw: applicability,
    outcome: (situation) =>
      isApplicable(situation)
        ? null
        : { decision: "skip-not-applicable", status: "NotApplicable", reason: applicability(situation) },
  },
  {
    row: 5,
    when: "organization or server has MitigationsEnabled false",
    saw: ({ organizationEnabled, serverEnabled }) => `organization ${organizationEnabled}, server ${serverEnabled}`,
    outcome({ organizationEnabled, serverEnabled, before }) {
      if (organizationEnabled && serverEnabled) return null;
      const whose = organizationEnabled ? "server" : "organization";
      const status = before === null ? "Disabled" : "Applied";
      return { decision: "skip-disabled", status, reason: `MitigationsEnabled is false for the ${whose}` };
    },
  },
  {
    row: 6,
    when: "a prerequisite of the type is missing on the host",
    saw: ({ seen }) => seen.hindrance?.message ?? "nothing is missing",
    outcome: ({ seen }) => (seen.hindrance === null ? null : unsupported(seen.hindrance.message, seen.hindrance.code)),
  },
  {
    row: 7,
    when: "on the host as wanted, by us",
    saw: (situation) => `${hostText(situation)}; ${appliedText(situation)}`,
    outcome: (situation) =>
      isAppliedAtThisVersion(situation) && situation.seen.inspection?.state === "present"
        ? {
            decision: "keep",
            status: "Applied",
            reason: `on the host as wanted${detail(situation)}`,
            drift: driftOf(situation),
          }
        : null,
  },
  {
    row: 8,
    when: "applied before at this version, now absent or altered on the host (drift)",
    saw: (situation) => `${hostText(situation)}; ${appliedText(situation)}`,
    outcome: (situation) =>
      isAppliedAtThisVersion(situation)
        ? {
            decision: "reapply",
            status: "Applied",
            reason: `applied before, now ${hostText(situation)}`,
            drift: driftOf(situation),
          }
        : null,
  },
  {
    row: 9,
    when: "applied before at another version",
    saw: appliedText,
    outcome: ({ before }) =>
      before === null
        ? null
        : { decision: "upgrade", status: "Applied", reason: `takes the place of ${before.appliedId}` },
  },
  {
    row: 10,
    when: "else",
    saw: hostText,
    outcome: (situation) => ({
      decision: "apply",
      status: "Applied",
      reason: `not applied yet; ${hostText(situation)}`,
    }),
  },
];

function unsupported(reason: string, by: string): Outcome {
  return { decision: "unsupported", status: "Failed", reason, by };
}

function isApplicable({ action, facts }: Situation): boolean {
  return appliesTo(action.appliesTo, facts);
}

function applicability({ action, facts }: Situation): string {
  const wanted = action.appliesTo.length === 0 ? "every server" : action.appliesTo.map(formatRange).join("; or ");
  return `meant for ${wanted}; this server is ${facts.product} ${facts.build}`;
}

function isAppliedAtThisVersion({ action, before }: Situation): boolean {
  return before !== null && before.appliedId === action.appliedId;
}

function appliedText({ before, begun }: Situation): string {
  if (before !== null) return `applied before as ${before.appliedId}`;
  return begun === null ? "not applied before" : `begun as ${begun.appliedId}, and not ended`;
}

function hostText(situation: Situation): string {
  return `${situation.seen.inspection?.state ?? "absent"} on the host${detail(situation)}`;
}

function detail({ seen }: Situation): string {
  return seen.inspection?.detail ? `: ${seen.inspection.detail}` : "";
}
