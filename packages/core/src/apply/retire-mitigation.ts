import { type CycleContext, record } from "../cycle/cycle-context.js";
import type { Decision } from "../decide/decision.js";
import { heartbeatType } from "../decide/heartbeat.js";
import { failureOf } from "../errors/failure-of.js";
import type { EventData } from "../log/event-types.js";
import { isOfAction } from "../project/entries-of.js";
import { lookup } from "../project/lookup.js";
import { type AppliedMitigation, serverState } from "../project/state.js";
import { appliedAs } from "./applied-as.js";
import { prepareRevert } from "./prepare-revert.js";
import { revertMitigation } from "./revert-mitigation.js";

/** Takes an applied action, or one that was begun and has no end, off the list; with `onRetired: revert` also off the host, first. */
export async function retireMitigation(decision: Decision, context: CycleContext): Promise<void> {
  const entry = appliedAs(decision, context) ?? begunAs(decision, context);
  if (entry === null) return;
  const { mitigation, appliedId } = entry;
  let left: Leaving = { handedOver: [] };
  if (context.policy.onRetired === "revert") await revertMitigation(entry, false, context);
  else left = await leaveToOthers(entry, context);
  await record(context, [{ type: "Retired", data: { mitigation, appliedId, why: decision.reason, ...left } }]);
}

function begunAs({ appliedId, actionId }: Decision, context: CycleContext): AppliedMitigation | null {
  const { pending } = serverState(context.recorder.state, context.server.name);
  const own = Object.values(pending).findLast((entry) => isOfAction(entry, actionId));
  return lookup(pending, appliedId) ?? own ?? null;
}

type Leaving = Pick<EventData["Retired"], "handedOver" | "undo">;

/** What others that stay applied hold too comes back with the last of them, and not with what is off the list. */
async function leaveToOthers(entry: AppliedMitigation, context: CycleContext): Promise<Leaving> {
  if (entry.type === heartbeatType) return { handedOver: [] };
  try {
    const { handedOver, ownPart } = await prepareRevert(entry, context);
    return { handedOver, ...(ownPart === undefined ? {} : { undo: ownPart }) };
  } catch (error) {
    // Without its plugin nothing can be told of what it holds, and it is retired all the same.
    if (failureOf(error) === null) throw error;
    return { handedOver: [] };
  }
}
