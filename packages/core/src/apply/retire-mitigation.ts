import { type CycleContext, record } from "../cycle/cycle-context.js";
import type { Decision } from "../decide/decision.js";
import { failureOf } from "../errors/failure-of.js";
import type { Handover } from "../log/event-types.js";
import type { AppliedMitigation } from "../project/state.js";
import { appliedAs } from "./applied-as.js";
import { heartbeatType } from "./heartbeat.js";
import { prepareRevert } from "./prepare-revert.js";
import { revertMitigation } from "./revert-mitigation.js";

/** Takes an applied action off the list; with `onRetired: revert` also off the host, first. */
export async function retireMitigation(decision: Decision, context: CycleContext): Promise<void> {
  const entry = appliedAs(decision, context);
  if (entry === null) return;
  const { mitigation, appliedId } = entry;
  let handedOver: readonly Handover[] = [];
  if (context.policy.onRetired === "revert") await revertMitigation(entry, false, context);
  else handedOver = await leaveToOthers(entry, context);
  await record(context, [{ type: "Retired", data: { mitigation, appliedId, why: decision.reason, handedOver } }]);
}

/** What others that stay applied hold too comes back with the last of them, and not with what is off the list. */
async function leaveToOthers(entry: AppliedMitigation, context: CycleContext): Promise<readonly Handover[]> {
  if (entry.type === heartbeatType) return [];
  try {
    return (await prepareRevert(entry, context)).handedOver;
  } catch (error) {
    // Without its plugin nothing can be told of what it holds, and it is retired all the same.
    if (failureOf(error) === null) throw error;
    return [];
  }
}
