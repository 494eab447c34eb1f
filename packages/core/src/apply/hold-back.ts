import { type CycleContext, record } from "../cycle/cycle-context.js";
import type { Decision } from "../decide/decision.js";
import { failureOf } from "../errors/failure-of.js";
import type { Inspection } from "../plugin/mitigation-plugin.js";
import { lookup } from "../project/lookup.js";
import { type AppliedMitigation, serverState } from "../project/state.js";
import { appliedAs } from "./applied-as.js";
import { typeAndParameters } from "./type-and-parameters.js";

/**
 * Records a block the first time it holds an action back, and an applied action that is found gone and stays off.
 * Resolves to true where it was found gone.
 */
export async function holdBack(
  decision: Decision,
  inspection: Inspection | null,
  context: CycleContext,
): Promise<boolean> {
  const { mitigation, appliedId, by } = decision;
  const server = serverState(context.recorder.state, context.server.name);
  if (decision.decision === "skip-blocked" && by !== null && lookup(server.heldBack, appliedId) === undefined) {
    await record(context, [{ type: "Blocked", data: { mitigation, appliedId, by } }]);
  }
  const entry = appliedAs(decision, context);
  if (entry === null) return false;
  const seen = entry.appliedId === appliedId ? inspection : await inspectApplied(entry, context);
  if (seen?.state !== "absent") return false;
  await record(context, [{ type: "Removed", data: { mitigation, appliedId: entry.appliedId, why: decision.reason } }]);
  return true;
}

/** The feed may have another version by now, that says nothing of what stands on the host. */
async function inspectApplied(entry: AppliedMitigation, context: CycleContext): Promise<Inspection | null> {
  try {
    const { type, parameters } = await typeAndParameters(entry, context);
    return await type.inspect(parameters, { parameters, undo: entry.undo });
  } catch (error) {
    if (failureOf(error) === null) throw error;
    return null;
  }
}
