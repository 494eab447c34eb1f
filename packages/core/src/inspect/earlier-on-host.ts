import type { Action } from "../feed/feed.js";
import type { Earlier } from "../plugin/mitigation-plugin.js";
import type { MitigationType } from "../plugin/mitigation-type.js";
import type { AppliedMitigation, ServerState } from "../project/state.js";

export interface EarlierOnHost {
  readonly entry: AppliedMitigation;
  readonly known: Earlier<unknown>;
}

/**
 * What this action, at whatever version, has on the host already: applied, begun before a crash, or retired and left there.
 * Undefined where there is none, or where its parameters are no longer accepted.
 */
export async function earlierOnHost(
  action: Action,
  server: ServerState,
  type: MitigationType,
): Promise<EarlierOnHost | undefined> {
  const wanted = action.actionId.toLowerCase();
  const entries = [server.applied, server.pending, server.retired].flatMap((entries) => Object.values(entries));
  const entry = entries.find((entry) => entry.type === type.type && entry.actionId.toLowerCase() === wanted);
  if (entry === undefined) return undefined;
  const parsed = await type.parse(entry.value);
  return parsed.ok ? { entry, known: { parameters: parsed.parameters, undo: entry.undo } } : undefined;
}
