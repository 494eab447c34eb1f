import { type CycleContext, record } from "../cycle/cycle-context.js";
import type { ActionOutcome } from "../cycle/cycle-outcome.js";
import { blockedBy, blocksInForce } from "../decide/blocks.js";
import type { Decision } from "../decide/decision.js";
import { driftWords } from "../decide/drift.js";
import type { DecisionFacts } from "../decide/facts.js";
import { oneLine } from "../decide/one-line.js";
import { failureOf } from "../errors/failure-of.js";
import type { Action } from "../feed/feed.js";
import { lookup } from "../project/lookup.js";
import { serverState } from "../project/state.js";
import { applyMitigation } from "./apply-mitigation.js";
import { holdBack } from "./hold-back.js";
import { retireMitigation } from "./retire-mitigation.js";

/**
 * Carries out one decision and gives its end back; a failure of the action is recorded, and its own alone. Over hosts that
 * are only planned with, what would need a program to run counts as done. Rejects with a failure of the log, or a bug.
 */
export async function carryOut(
  decision: Decision,
  action: Action | undefined,
  sha256: string,
  facts: DecisionFacts,
  context: CycleContext,
): Promise<ActionOutcome> {
  const { mitigation, appliedId } = decision;
  try {
    switch (decision.decision) {
      case "apply":
      case "reapply":
      case "upgrade":
        if (action === undefined) return decision;
        return await applyUnlessHeld(decision, action, sha256, context);
      case "retire":
        await retireMitigation(decision, context);
        return decision;
      case "skip-blocked":
      case "skip-disabled": {
        const isGone = await holdBack(decision, lookup(facts.inspections, appliedId)?.inspection ?? null, context);
        return isGone && decision.decision === "skip-disabled" ? { ...decision, status: "Disabled" } : decision;
      }
      case "unsupported": {
        const code = decision.by ?? "ACTION_UNINTELLIGIBLE";
        const data = { stage: "decide", code, message: decision.reason, mitigation, appliedId };
        await record(context, [{ type: "Failed", data }]);
        return decision;
      }
      default:
        return withDrift(decision);
    }
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null || failure.stage === "log") throw error;
    if (failure.code === "PLAN_ONLY") return decision;
    await record(context, [{ type: "Failed", data: { ...failure, mitigation, appliedId } }]);
    return { ...decision, status: "Failed", reason: failure.message };
  }
}

/** An administrator may have blocked or disabled it, in another process, since the decision. */
async function applyUnlessHeld(
  decision: Decision,
  action: Action,
  sha256: string,
  context: CycleContext,
): Promise<ActionOutcome> {
  const state = await context.recorder.refresh();
  const server = serverState(state, context.server.name);
  const block = blockedBy(action, blocksInForce(server.blocked, context.recorder.now().toISOString()));
  if (block !== null) {
    const held = { ...decision, decision: "skip-blocked", status: "Blocked", by: block, rule: 2 } as const;
    await holdBack(held, null, context);
    return { ...held, reason: `${block} was put in MitigationsBlocked meanwhile` };
  }
  if (!state.organization.mitigationsEnabled || !server.mitigationsEnabled) {
    return {
      ...decision,
      decision: "skip-disabled",
      status: "Disabled",
      rule: 5,
      reason: "MitigationsEnabled was set to false meanwhile",
    };
  }
  if (decision.decision === "reapply" && context.policy.drift[decision.type] === "report") {
    const { reason, ...rest } = withDrift(decision);
    return { ...rest, status: "Failed", reason: oneLine(`drift is reported, not repaired: ${reason}`) };
  }
  const after = await applyMitigation(action, decision, sha256, context);
  const { reason, ...rest } = withDrift(decision);
  return { ...rest, reason: after.detail ? oneLine(`${reason}; afterwards: ${after.detail}`) : reason };
}

function withDrift(decision: Decision): Decision {
  const { drift, reason } = decision;
  return drift === undefined ? decision : { ...decision, reason: oneLine(`${driftWords(drift)}: ${reason}`) };
}
