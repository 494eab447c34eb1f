import type { Action, Feed } from "../feed/feed.js";
import { type ServerState, type State, serverState } from "../project/state.js";
import { blocksInForce } from "./blocks.js";
import type { Decision } from "./decision.js";
import type { DecisionFacts } from "./facts.js";
import { oneLine } from "./one-line.js";
import { actionKey, type Outcome, type Rule, rules, type Situation, situationOf } from "./rules.js";

/**
 * What follows for each action of the feed, in its order, and then for each applied one that left it: the contract's
 * section 3, first match wins. What was begun and has no end is retired like what is applied. Pure. `now` is ISO 8601 UTC and
 * only says which blocks have run out.
 */
export function decide(state: State, feed: Feed, facts: DecisionFacts, now: string): readonly Decision[] {
  const server = serverState(state, facts.server);
  const blocks = blocksInForce(server.blocked, now);
  const actions = feed.mitigations.flatMap((mitigation) => mitigation.actions);
  const enabled = state.organization.mitigationsEnabled;
  const decisions = actions.map((action) => decideAction(situationOf(action, server, enabled, blocks, facts)));
  return [...decisions, ...retireMissing(actions, server)];
}

function decideAction(situation: Situation): Decision {
  const { action, before } = situation;
  const { rule, outcome } = firstMatch(situation);
  return {
    mitigation: action.mitigation,
    appliedId: action.appliedId,
    actionId: action.actionId,
    type: action.type,
    decision: outcome.decision,
    status: outcome.status,
    reason: oneLine(outcome.reason),
    rule: rule.row,
    by: outcome.by ?? null,
    replaces: outcome.decision === "upgrade" ? (before?.appliedId ?? null) : null,
    ...(outcome.drift ? { drift: outcome.drift } : {}),
  };
}

function firstMatch(situation: Situation): { readonly rule: Rule; readonly outcome: Outcome } {
  for (const rule of rules) {
    const outcome = rule.outcome(situation);
    if (outcome !== null) return { rule, outcome };
  }
  throw new Error("the last rule matches always");
}

function retireMissing(actions: readonly Action[], server: ServerState): readonly Decision[] {
  const listed = new Set(actions.map(actionKey));
  const applied = Object.values(server.applied);
  const known = new Set(applied.map(actionKey));
  const begun = Object.values(server.pending).filter((entry) => !known.has(actionKey(entry)));
  return [...applied, ...begun]
    .filter((entry) => !listed.has(actionKey(entry)))
    .map((entry) => ({
      mitigation: entry.mitigation,
      appliedId: entry.appliedId,
      actionId: entry.actionId,
      type: entry.type,
      decision: "retire",
      status: "NotApplicable",
      reason: begun.includes(entry) ? "begun and not ended, and no longer in the feed" : "no longer in the feed",
      rule: 0,
      by: null,
      replaces: null,
    }));
}
