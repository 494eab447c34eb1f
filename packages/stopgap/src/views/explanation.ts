import {
  type CyclePlan,
  type Decision,
  type Drift,
  type ExplainedRule,
  explain,
  type LeftOnHost,
  type Mitigation,
  names,
  oneLine,
  type ServerState,
  type State,
  StopgapError,
  serverState,
} from "@stopgap/core";
import type { Colours } from "../output/colours.js";
import { clockTime } from "../output/time.js";
import { leftText } from "./left-text.js";
import { sideEffectText } from "./side-effects.js";

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
  /** Only there where it is not applied, and on the host all the same. */
  readonly left?: { readonly why: LeftOnHost["why"]; readonly detail: string };
  /** Only there where the feed names some. */
  readonly sideEffects?: Mitigation["sideEffects"];
  readonly rules: readonly ExplainedRule[];
  readonly lastCycle: { readonly decision: string; readonly reason: string; readonly time: string } | null;
}

/** What decisions are made from, as a plan has it. */
export type Seen = Pick<CyclePlan, "facts" | "mitigations" | "listed" | "left">;

/**
 * Each rule for every action the id names, with the values it sees now. Throws `MITIGATION_UNKNOWN` where it names none.
 * `now` is ISO 8601 UTC.
 */
export function explanations(id: string, state: State, seen: Seen, now: string): readonly Explanation[] {
  const decisions = seen.mitigations.filter((decision) => names(id, decision));
  const others = seen.left.filter((left) => names(id, left) && !decisions.some((own) => isOfAction(left, own)));
  if (decisions.length + others.length === 0) {
    throw new StopgapError("MITIGATION_UNKNOWN", `${id} names nothing in the newest feed and nothing applied`);
  }
  const actions = seen.listed.flatMap((mitigation) => mitigation.actions);
  const server = serverState(state, seen.facts.server);
  const decided = decisions.map((decision) => {
    const action = actions.find(({ appliedId }) => appliedId === decision.appliedId);
    const rules = action === undefined ? gone(decision) : explain(state, action, seen.facts, now);
    const { mitigation, appliedId, type, status, reason, drift } = decision;
    const lastCycle = decidedLast(server, appliedId);
    const left = seen.left.find((each) => isOfAction(each, decision));
    const { sideEffects = [] } = seen.listed.find(({ id: own }) => own === mitigation) ?? {};
    return {
      id: mitigation,
      appliedId,
      type,
      decision: decision.decision,
      status,
      reason,
      ...(drift === undefined ? {} : { drift }),
      ...(left === undefined ? {} : { left: { why: left.why, detail: left.detail } }),
      ...(sideEffects.length === 0 ? {} : { sideEffects }),
      rules,
      lastCycle,
    };
  });
  return [...decided, ...others.map(leftBehind)];
}

function isOfAction({ actionId }: LeftOnHost, decision: Decision): boolean {
  return actionId.toLowerCase() === decision.actionId.toLowerCase();
}

/** What neither the feed nor the list of those applied has any more. */
function leftBehind(left: LeftOnHost): Explanation {
  const { mitigation, appliedId, type, why, detail } = left;
  const reason = leftText(left);
  const rules = [{ row: 0, when: "not applied, not in the newest feed, and on the host", saw: detail, matches: true }];
  return {
    id: mitigation,
    appliedId,
    type,
    decision: "retire",
    status: "NotApplicable",
    reason,
    left: { why, detail },
    rules,
    lastCycle: null,
  };
}

function decidedLast({ lastDecided }: ServerState, appliedId: string): Explanation["lastCycle"] {
  const found = lastDecided?.decisions.find((decision) => decision.appliedId === appliedId);
  if (lastDecided === null || found === undefined) return null;
  return { decision: found.decision, reason: found.reason, time: lastDecided.time };
}

/** An applied action that is no longer in the feed has no rows to go through. */
function gone({ reason }: Decision): readonly ExplainedRule[] {
  return [{ row: 0, when: "applied, and not in the newest feed", saw: reason, matches: true }];
}

export function explanationText(explained: readonly Explanation[], colours: Colours): string {
  return explained
    .map(({ appliedId, type, decision, reason, left, sideEffects = [], rules, lastCycle }) => {
      const title = `${colours(`${appliedId} (${type})`, "strong")}: ${decision}: ${oneLine(reason)}\n`;
      const last =
        lastCycle === null
          ? ""
          : `  last cycle, ${clockTime(lastCycle.time)}: ${lastCycle.decision}: ${oneLine(lastCycle.reason)}\n`;
      const remains = left === undefined ? "" : leftText({ appliedId, ...left });
      const stays = remains === "" || remains === reason ? "" : `  ${remains}\n`;
      const effects = sideEffects.map((effect) => `  known side effect: ${sideEffectText(effect)}\n`).join("");
      return title + last + stays + effects + rules.map((rule) => ruleText(rule, colours)).join("");
    })
    .join("\n");
}

function ruleText({ row, when, saw, matches }: ExplainedRule, colours: Colours): string {
  const mark = matches ? "→" : " ";
  const line = `${mark} ${String(row).padStart(2)}  ${when}\n        saw: ${oneLine(saw)}\n`;
  return colours(line, matches ? "strong" : "faint");
}
