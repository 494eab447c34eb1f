import { decide } from "../decide/decide.js";
import type { Decision } from "../decide/decision.js";
import type { DecisionFacts } from "../decide/facts.js";
import type { VerifiedFeed } from "../verify/verified-feed.js";
import { type CycleContext, record } from "./cycle-context.js";

/** Decides, and records once per cycle what was seen and what follows: enough to decide again from the log alone. */
export async function decideAndRecord(
  verified: VerifiedFeed,
  facts: DecisionFacts,
  context: CycleContext,
): Promise<readonly Decision[]> {
  const { state } = context.recorder;
  const now = context.recorder.now().toISOString();
  const decisions = decide(state, verified.feed, facts, now);
  const data = { sha256: verified.sha256, now, asOf: state.position, facts, decisions };
  await record(context, [{ type: "Decided", data }]);
  return decisions;
}
