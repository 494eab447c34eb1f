import type { AppliedMitigation, ServerState } from "./state.js";

/**
 * What one action has, or may have, on the host, at whatever version and of whatever type: applied first, then retired
 * and left there, then what was begun and has no end yet (newest first).
 */
export function entriesOf(server: ServerState, actionId: string): readonly AppliedMitigation[] {
  const own = (entries: Readonly<Record<string, AppliedMitigation>>) =>
    Object.values(entries).filter((entry) => isOfAction(entry, actionId));
  return [...own(server.applied), ...own(server.retired), ...own(server.pending).toReversed()];
}

/** True where the entry is of that action, at whatever version. */
export function isOfAction(entry: Pick<AppliedMitigation, "actionId">, actionId: string): boolean {
  return entry.actionId.toLowerCase() === actionId.toLowerCase();
}
