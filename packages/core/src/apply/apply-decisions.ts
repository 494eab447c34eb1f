import type { CycleContext } from "../cycle/cycle-context.js";
import type { ActionOutcome, CycleOutcome } from "../cycle/cycle-outcome.js";
import type { Decision } from "../decide/decision.js";
import type { DecisionFacts } from "../decide/facts.js";
import { leftOnHost } from "../inspect/left-on-host.js";
import type { VerifiedFeed } from "../verify/verified-feed.js";
import { carryOut } from "./carry-out.js";

/** Carries out the decisions in their order; each succeeds or fails by itself. */
export async function applyDecisions(
  verified: VerifiedFeed,
  facts: DecisionFacts,
  decisions: readonly Decision[],
  context: CycleContext,
): Promise<CycleOutcome> {
  const { sha256, profile, serial, signer, feed, warnings } = verified;
  const actions = feed.mitigations.flatMap((mitigation) => mitigation.actions);
  const mitigations: ActionOutcome[] = [];
  for (const [index, decision] of decisions.entries()) {
    context.signal.throwIfAborted();
    mitigations.push(await carryOut(decision, actions[index], sha256, facts, context));
  }
  return {
    cycle: context.cycle,
    server: context.server.name,
    feed: { sha256, profile, serial, signer },
    facts,
    mitigations,
    listed: feed.mitigations,
    left: await leftOnHost(context),
    trustWarnings: warnings,
  };
}
