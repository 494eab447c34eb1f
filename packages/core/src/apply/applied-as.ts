import type { CycleContext } from "../cycle/cycle-context.js";
import type { Decision } from "../decide/decision.js";
import { type AppliedMitigation, serverState } from "../project/state.js";

/** The applied entry a decision is about, at whatever version it was applied. */
export function appliedAs(
  decision: Decision,
  context: Pick<CycleContext, "recorder" | "server">,
): AppliedMitigation | null {
  const { applied } = serverState(context.recorder.state, context.server.name);
  const wanted = decision.actionId.toLowerCase();
  return Object.values(applied).find((entry) => entry.actionId.toLowerCase() === wanted) ?? null;
}
