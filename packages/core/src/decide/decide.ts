import type { Action, Feed } from "../feed/feed.js";
import { lookup } from "../project/lookup.js";
import { type AppliedMitigation, type ServerState, type State, serverState } from "../project/state.js";
import { appliesTo } from "./applies-to.js";
import { blockedBy, blocksInForce } from "./blocks.js";
import { formatRange } from "./build.js";
import type { Decision, DecisionName, Status } from "./decision.js";
import type { ActionFacts, DecisionFacts } from "./facts.js";
import { oneLine } from "./one-line.js";

/**
 * What follows for each action of the feed and for each applied one that left it: the contract's section 3, first match wins.
 * Pure. `now` is ISO 8601 UTC and only says which blocks have run out.
 */
export function decide(state: State, feed: Feed, facts: DecisionFacts, now: string): readonly Decision[] {
  const server = serverState(state, facts.server);
  const enabled = {
    organization: state.organization.mitigationsEnabled,
    server: server.mitigationsEnabled,
  };
  const blocks = blocksInForce(server.blocked, now);
  const actions = feed.mitigations.flatMap((mitigation) => mitigation.actions);
  const decisions = actions.map((action) => decideAction(action, server, facts, enabled, blocks));
  return [...decisions, ...retireMissing(actions, server)];
}

interface Enabled {
  readonly organization: boolean;
  readonly server: boolean;
}

const nobodyLooked: ActionFacts = {
  refusal: null,
  hindrance: { code: "INSPECTION_FAILED", message: "the host was not inspected for this action" },
  inspection: null,
};

function decideAction(
  action: Action,
  server: ServerState,
  facts: DecisionFacts,
  enabled: Enabled,
  blocks: readonly string[],
): Decision {
  const seen = lookup(facts.inspections, action.appliedId) ?? nobodyLooked;
  const before = action.problem === null ? appliedBefore(action, server) : null;
  const outcome = (rule: number, decision: DecisionName, status: Status, reason: string, by: string | null = null) => ({
    mitigation: action.mitigation,
    appliedId: action.appliedId,
    actionId: action.actionId,
    type: action.type,
    decision,
    status,
    reason: oneLine(reason),
    rule,
    by,
    replaces: decision === "upgrade" ? (before?.appliedId ?? null) : null,
  });

  if (action.problem !== null) return outcome(1, "unsupported", "Failed", action.problem, "ACTION_UNINTELLIGIBLE");
  if (seen.refusal !== null) return outcome(1, "unsupported", "Failed", seen.refusal.message, seen.refusal.code);

  const block = blockedBy(action, blocks);
  if (block !== null) return outcome(2, "skip-blocked", "Blocked", `${block} is in MitigationsBlocked`, block);

  if (!appliesTo(action.appliesTo, facts)) {
    const wanted = action.appliesTo.map(formatRange).join("; or ");
    const why = `meant for ${wanted}; this server is ${facts.product} ${facts.build}`;
    return before === null
      ? outcome(4, "skip-not-applicable", "NotApplicable", why)
      : outcome(3, "retire", "NotApplicable", `no longer applicable: ${why}`);
  }

  if (!enabled.organization || !enabled.server) {
    const where = enabled.organization ? "server" : "organization";
    const status = before === null ? "Disabled" : "Applied";
    return outcome(5, "skip-disabled", status, `MitigationsEnabled is false for the ${where}`);
  }

  if (seen.hindrance !== null) return outcome(6, "unsupported", "Failed", seen.hindrance.message, seen.hindrance.code);

  const state = seen.inspection?.state ?? "absent";
  const detail = seen.inspection?.detail ? `: ${seen.inspection.detail}` : "";
  if (before !== null && before.appliedId === action.appliedId) {
    return state === "present"
      ? outcome(7, "keep", "Applied", `on the host as wanted${detail}`)
      : outcome(8, "reapply", "Applied", `applied before, now ${state} on the host${detail}`);
  }
  if (before !== null) return outcome(9, "upgrade", "Applied", `takes the place of ${before.appliedId}`);
  return outcome(10, "apply", "Applied", `not applied yet; ${state} on the host${detail}`);
}

/** The applied mitigation with the action's identity, at whatever version. */
export function appliedBefore(action: Action, server: ServerState): AppliedMitigation | null {
  return Object.values(server.applied).find((applied) => isSameAction(applied, action)) ?? null;
}

function isSameAction(applied: AppliedMitigation, action: Action): boolean {
  return applied.actionId.toLowerCase() === action.actionId.toLowerCase();
}

function retireMissing(actions: readonly Action[], server: ServerState): readonly Decision[] {
  return Object.values(server.applied)
    .filter((applied) => !actions.some((action) => isSameAction(applied, action)))
    .map((applied) => ({
      mitigation: applied.mitigation,
      appliedId: applied.appliedId,
      actionId: applied.actionId,
      type: applied.type,
      decision: "retire",
      status: "NotApplicable",
      reason: "no longer in the feed",
      rule: 0,
      by: null,
      replaces: null,
    }));
}
