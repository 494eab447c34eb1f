import { type CycleContext, record } from "../cycle/cycle-context.js";
import type { Decision } from "../decide/decision.js";
import { appliedAs } from "./applied-as.js";
import { revertMitigation } from "./revert-mitigation.js";

/** Takes an applied action off the list; with `onRetired: revert` also off the host, first. */
export async function retireMitigation(decision: Decision, context: CycleContext): Promise<void> {
  const entry = appliedAs(decision, context);
  if (entry === null) return;
  if (context.policy.onRetired === "revert") await revertMitigation(entry, false, context);
  const { mitigation, appliedId } = entry;
  await record(context, [{ type: "Retired", data: { mitigation, appliedId, why: decision.reason } }]);
}
