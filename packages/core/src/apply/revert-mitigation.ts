import { type CycleContext, record } from "../cycle/cycle-context.js";
import type { AppliedMitigation } from "../project/state.js";
import { heartbeatType } from "./heartbeat.js";
import { prepareRevert } from "./prepare-revert.js";

/** Undoes one applied (or retired and left) mitigation from its undo record. Rejects, host untouched and still listed, where it cannot. */
export async function revertMitigation(entry: AppliedMitigation, force: boolean, context: CycleContext): Promise<void> {
  const about = { mitigation: entry.mitigation, appliedId: entry.appliedId };
  if (entry.type === heartbeatType) {
    await record(context, [{ type: "Reverted", data: { ...about, forced: force, handedOver: [] } }]);
    return;
  }
  const revert = await prepareRevert(entry, context);
  if (!force) await revert.refuseChanged();
  await record(context, [{ type: "Reverting", data: { ...about, forced: force } }]);
  const handedOver = await revert.carryOut(force);
  await record(context, [{ type: "Reverted", data: { ...about, forced: force, handedOver } }]);
}
