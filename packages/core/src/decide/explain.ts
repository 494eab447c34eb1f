import type { Action } from "../feed/feed.js";
import { type State, serverState } from "../project/state.js";
import { blocksInForce } from "./blocks.js";
import type { DecisionFacts } from "./facts.js";
import { oneLine } from "./one-line.js";
import { rules, situationOf } from "./rules.js";

/** One row of the table with the values it saw. `matches` is true for the one that decides. */
export interface ExplainedRule {
  readonly row: number;
  readonly when: string;
  readonly saw: string;
  readonly matches: boolean;
}

/** Every row for one action, first match wins; rows after it are there with what they would have seen. Pure. */
export function explain(state: State, action: Action, facts: DecisionFacts, now: string): readonly ExplainedRule[] {
  const server = serverState(state, facts.server);
  const enabled = state.organization.mitigationsEnabled;
  const situation = situationOf(action, server, enabled, blocksInForce(server.blocked, now), facts);
  const first = rules.findIndex((rule) => rule.outcome(situation) !== null);
  return rules.map((rule, index) => ({
    row: rule.row,
    when: rule.when,
    saw: oneLine(rule.saw(situation)),
    matches: index === first,
  }));
}
