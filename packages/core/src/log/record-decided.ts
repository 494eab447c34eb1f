import { type CycleContext, record } from "../cycle-context.js";
import type { Decision } from "../decide/decision.js";
import type { DecisionFacts } from "../decide/facts.js";
import type { VerifiedFeed } from "../verify/verified-feed.js";

/** Once per cycle: what was seen and what follows, enough to decide again from the log alone. */
export async function recordDecided(
  verified: VerifiedFeed,
  facts: DecisionFacts,
  decisions: readonly Decision[],
  context: CycleContext,
): Promise<void> {
  await record(context, [{ type: "Decided", data: { sha256: verified.sha256, facts, decisions } }]);
}
