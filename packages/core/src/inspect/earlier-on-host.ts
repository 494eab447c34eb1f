import { keyedUndo } from "../apply/undo-record.js";
import type { Action } from "../feed/feed.js";
import type { Earlier, Json } from "../plugin/mitigation-plugin.js";
import type { MitigationType } from "../plugin/mitigation-type.js";
import { entriesOf } from "../project/entries-of.js";
import type { AppliedMitigation, ServerState } from "../project/state.js";

export interface EarlierOnHost {
  /** Its undo is that of all that the action has on the host. */
  readonly entry: AppliedMitigation;
  readonly known: Earlier<unknown>;
}

/**
 * What this action, at whatever version, has on the host already: applied, begun before a crash, or retired and left there.
 * Undefined where there is none, or where its parameters are no longer accepted.
 */
export async function earlierOnHost(
  action: Pick<Action, "actionId">,
  server: ServerState,
  type: MitigationType,
): Promise<EarlierOnHost | undefined> {
  const entries = entriesOf(server, action.actionId).filter((entry) => entry.type === type.type);
  const [entry] = entries;
  if (entry === undefined) return undefined;
  const parsed = await type.parse(entry.value);
  if (!parsed.ok) return undefined;
  const undo = await wholeUndo(entry, server, entries, type);
  return { entry: { ...entry, undo }, known: { parameters: parsed.parameters, undo } };
}

/**
 * The undo of the entry and of what was begun and has no end: that was captured with the entry's in hand, and is newer.
 * Where records cannot be told apart by claim, the one of the same applied id alone.
 */
async function wholeUndo(
  entry: AppliedMitigation,
  server: ServerState,
  entries: readonly AppliedMitigation[],
  type: MitigationType,
): Promise<Json> {
  let whole = entry.undo;
  const begun = entries.filter((other) => server.pending[other.appliedId] === other && other !== entry);
  for (const other of begun.toReversed()) {
    const [before, after] = [await keyed(entry, whole, type), await keyed(other, other.undo, type)];
    if (before !== null && after !== null) whole = { ...before, ...after };
    else if (other.appliedId === entry.appliedId) whole = other.undo;
  }
  return whole;
}

async function keyed({ value }: AppliedMitigation, undo: Json, type: MitigationType) {
  const parsed = await type.parse(value);
  return parsed.ok ? keyedUndo(type.claims(parsed.parameters), undo) : null;
}
