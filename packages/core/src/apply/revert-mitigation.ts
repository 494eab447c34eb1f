import { type CycleContext, record } from "../cycle/cycle-context.js";
import { heartbeatType } from "../decide/heartbeat.js";
import { earlierOnHost } from "../inspect/earlier-on-host.js";
import { type AppliedMitigation, serverState } from "../project/state.js";
import { prepareRevert } from "./prepare-revert.js";
import { typeAndParameters } from "./type-and-parameters.js";

/**
 * Undoes one applied (or retired and left) mitigation from its undo record. Resolves to what was overwritten though somebody
 * had changed it, a line each. Rejects, host untouched and still listed, where it cannot.
 */
export async function revertMitigation(
  entry: AppliedMitigation,
  force: boolean,
  context: CycleContext,
): Promise<readonly string[]> {
  const about = { mitigation: entry.mitigation, appliedId: entry.appliedId };
  if (entry.type === heartbeatType) {
    await record(context, [{ type: "Reverted", data: { ...about, forced: force, handedOver: [] } }]);
    return [];
  }
  const { type } = await typeAndParameters(entry, context);
  const server = serverState(context.recorder.state, context.server.name);
  const whole = await earlierOnHost(entry, server, type);
  const revert = await prepareRevert(whole?.entry.appliedId === entry.appliedId ? whole.entry : entry, context);
  if (!force) await revert.refuseChanged();
  const overwrites = force ? await revert.difference() : null;
  const intent = { ...about, forced: force, ...(overwrites === null ? {} : { overwrites }) };
  await record(context, [{ type: "Reverting", data: intent }]);
  const { handedOver, overwritten } = await revert.carryOut(force);
  const end = { ...about, forced: force, handedOver, ...(overwritten.length === 0 ? {} : { overwritten }) };
  await record(context, [{ type: "Reverted", data: end }]);
  return overwritten;
}
