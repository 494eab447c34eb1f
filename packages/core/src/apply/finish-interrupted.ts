import { type CycleContext, record } from "../cycle/cycle-context.js";
import { failureOf } from "../errors/failure-of.js";
import { type AppliedMitigation, serverState } from "../project/state.js";
import { typeAndParameters } from "./type-and-parameters.js";

/**
 * After a crash between `Applying` and its end: what stands on the host as wanted is `Applied`. The rest stays pending
 * with its undo, for the decision of this cycle or for `revert`.
 */
export async function finishInterrupted(context: CycleContext): Promise<void> {
  const { pending, applied } = serverState(context.recorder.state, context.server.name);
  for (const entry of Object.values(pending)) {
    const olderVersion = Object.values(applied).some((other) => other.actionId === entry.actionId);
    if (!olderVersion && (await stands(entry, context))) await recordApplied(entry, context);
  }
}

async function stands(entry: AppliedMitigation, context: CycleContext): Promise<boolean> {
  try {
    const { type, parameters } = await typeAndParameters(entry, context);
    return (await type.inspect(parameters, { parameters, undo: entry.undo })).state === "present";
  } catch (error) {
    if (failureOf(error) === null) throw error;
    return false;
  }
}

async function recordApplied(entry: AppliedMitigation, context: CycleContext): Promise<void> {
  const { mitigation, appliedId, type, actionId, sha256, value } = entry;
  const data = { mitigation, appliedId, type, actionId, sha256, value, replaces: null, handedOver: [] };
  await record(context, [{ type: "Applied", data }]);
}
