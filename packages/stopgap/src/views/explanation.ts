import {
  type CyclePlan,
  type Decision,
  type Drift,
  type ExplainedRule,
  explain,
  names,
  oneLine,
  type ServerState,
  type State,
  StopgapError,
  serverState,
} from "@stopgap/core";
import type { Colours } from "../output/colours.js";
import { clockTime } from "../output/time.js";

/** Why one action is as it is: what a cycle would decide now, by which rule, and what the newest cycle did decide. */
export interface Explanation {
  readonly id: string;
  readonly appliedId: string;
  readonly type: string;
  readonly decision: string;
  readonly status: string;
  readonly reason: string;
  /** Only there where the host came apart from what is applied. */
  readonly drift?: Drift;
  readonly rules: readonly ExplainedRule[];
  readonly lastCycle: { readonly decision: string; readonly reason: string; readonly time: string } | null;
}

/** What decisions are made from, as a plan has it. */
export type Seen = Pick<CyclePlan, "facts" | "mitigations" | "listed">;

/**
 * Each rule for every action the id names, with the values it sees now. Throws `MITIGATION_UNKNOWN` where it names none.
 * `now` is ISO 8601 UTC.
 */
export function explanations(id: string, state: State, seen: Seen, now: string): readonly Explanation[] {
  const decisions = seen.mitigations.filter((decision) => names(id, decision));
  if (decisions.length === 0) {
    throw new StopgapError("MITIGATION_UNKNOWN", `${id} names nothing in the newest feed and nothing applied`);
  }
  const actions = seen.listed.flatMap((mitigation) => mitigation.actions);
  const server = serverState(state, seen.facts.server);
  return decisions.map((decision) => {
    const action = actions.find(({ appliedId }) => appliedId === decision.appliedId);
    const rules = action === undefined ? left(decision) : explain(state, action, seen.facts, now);
    const { mitigation, appliedId, type, status, reason, drift } = decision;
    const lastCycle = decidedLast(server, appliedId);
    return {
      ...{ id: mitigation, appliedId, type, decision: decision.decision, status, reason },
      ...(drift === undefined ? {} : { drift }),
      ...{ rules, lastCycle },
    };
  });
}

function decidedLast({ lastDecided }: ServerState, appliedId: string): Explanation["lastCycle"] {
  const found = lastDecided?.decisions.find((decision) => decision.appliedId === appliedId);
  if (lastDecided === null || found === undefined) return null;
  return { decision: found.decision, reason: found.reason, time: lastDecided.time };
}

/** An applied action that is no longer in the feed has no rows to go through. */
function left({ reason }: Decision): readonly ExplainedRule[] {
  return [{ row: 0, when: "applied, and not in the newest feed", saw: reason, matches: true }];
}

export function explanationText(explained: readonly Explanation[], colours: Colours): string {
  return explained
    .map(({ appliedId, type, decision, reason, rules, lastCycle }) => {
      const title = `${colours(`${appliedId} (${type})`, "strong")}: ${decision}: ${oneLine(reason)}\n`;
      const last =
        lastCycle === null
          ? ""
          : `  last cycle, ${clockTime(lastCycle.time)}: ${lastCycle.decision}: ${oneLine(lastCycle.reason)}\n`;
      return title + last + rules.map((rule) => ruleText(rule, colours)).join("");
    })
    .join("\n");
}

function ruleText({ row, when, saw, matches }: ExplainedRule, colours: Colours): string {
  const mark = matches ? "→" : " ";
  const line = `${mark} ${String(row).padStart(2)}  ${when}\n        saw: ${oneLine(saw)}\n`;
  return colours(line, matches ? "strong" : "faint");
}
