import type { CycleContext } from "../cycle/cycle-context.js";
import { StopgapError } from "../errors/stopgap-error.js";
import type { ActionValue } from "../feed/feed.js";
import type { MitigationType } from "../plugin/mitigation-type.js";

/** The plugin and the validated parameters of an action. Rejects with `TYPE_UNKNOWN` or `PARAMETERS_REFUSED`. */
export async function typeAndParameters(
  action: { readonly type: string; readonly value: ActionValue },
  context: Pick<CycleContext, "types">,
): Promise<{ readonly type: MitigationType; readonly parameters: unknown }> {
  const type = context.types.get(action.type);
  if (type === undefined) {
    throw new StopgapError("TYPE_UNKNOWN", `no plugin is loaded for the mitigation type ${action.type}`);
  }
  const parsed = await type.parse(action.value);
  if (!parsed.ok) throw new StopgapError("PARAMETERS_REFUSED", parsed.refusal.message);
  return { type, parameters: parsed.parameters };
}
