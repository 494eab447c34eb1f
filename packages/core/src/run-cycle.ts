import { applyDecisions } from "./apply/apply-decisions.js";
import { finishInterrupted } from "./apply/finish-interrupted.js";
import type { CycleContext } from "./cycle/cycle-context.js";
import type { CycleOutcome } from "./cycle/cycle-outcome.js";
import { decideAndRecord } from "./cycle/decide-and-record.js";
import { recordRefusal } from "./cycle/record-refusal.js";
import { fetchFeed } from "./feed/fetch-feed.js";
import { inspectHost } from "./inspect/inspect-host.js";
import { expireBlocks } from "./settings/expire-blocks.js";
import { verifyFetched } from "./verify/verify-fetched.js";

/**
 * One cycle: fetch → verify → decide → apply → record → project. What it records is durable before the step that follows;
 * the state (`context.recorder.state`) is always the fold of the log. Rejects where the feed could not be had or was
 * refused, after recording that as `Failed`; what is already applied stays applied.
 */
export async function runCycle(context: CycleContext): Promise<CycleOutcome> {
  await expireBlocks(context);
  await finishInterrupted(context);
  try {
    const document = await fetchFeed(context);
    const verified = await verifyFetched(document, context);
    const facts = await inspectHost(context, verified.feed);
    const decisions = await decideAndRecord(verified, facts, context);
    return await applyDecisions(verified, facts, decisions, context);
  } catch (error) {
    await recordRefusal(error, context);
    throw error;
  }
}
