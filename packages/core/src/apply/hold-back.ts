import { type CycleContext, record } from "../cycle/cycle-context.js";
import type { Decision } from "../decide/decision.js";
import type { Inspection } from "../plugin/mitigation-plugin.js";
import { lookup } from "../project/lookup.js";
import { serverState } from "../project/state.js";
import { appliedAs } from "./applied-as.js";

/** Records a block the first time it holds an action back, and an applied action that is found gone and stays off. */
export async function holdBack(
  decision: Decision,
  inspection: Inspection | null,
  context: CycleContext,
): Promise<void> {
  const { mitigation, appliedId, by } = decision;
  const server = serverState(context.recorder.state, context.server.name);
  if (decision.decision === "skip-blocked" && by !== null && lookup(server.heldBack, appliedId) === undefined) {
    await record(context, [{ type: "Blocked", data: { mitigation, appliedId, by } }]);
  }
  const entry = appliedAs(decision, context);
  if (inspection?.state === "absent" && entry !== null) {
    await record(context, [
      { type: "Removed", data: { mitigation, appliedId: entry.appliedId, why: decision.reason } },
    ]);
  }
}
