import { revertMitigation } from "./apply/revert-mitigation.js";
import type { CycleContext } from "./cycle/cycle-context.js";
import { names } from "./decide/blocks.js";
import { failureOf } from "./errors/failure-of.js";
import { StopgapError } from "./errors/stopgap-error.js";
import { serverStream } from "./log/event-types.js";
import { entriesOf, isOfAction } from "./project/entries-of.js";
import { type AppliedMitigation, type ServerState, serverState } from "./project/state.js";
import { type Act, block } from "./settings/change-settings.js";

export interface RevertOptions extends Act {
  /** Overwrites what was changed on the host since; a copy of that is kept. */
  readonly force?: boolean;
  /** Blocks the id first, so that the next cycle does not put it back. */
  readonly block?: boolean;
  /** When that block ends by itself, ISO 8601 UTC; null or absent: never. */
  readonly until?: string | null;
}

export interface RevertOutcome {
  readonly mitigation: string;
  readonly appliedId: string;
  readonly ok: boolean;
  /** The failure's code, or null. */
  readonly code: string | null;
  /** Why not, one line; empty where it went through. */
  readonly reason: string;
  /** Only there where a forced one overwrote what somebody had changed: a line each. */
  readonly overwritten?: readonly string[];
}

/** Undoes everything applied that the id names, the newest first; each goes through or fails by itself. Rejects with `NOT_APPLIED`. */
export async function revertAll(
  id: string,
  options: RevertOptions,
  context: CycleContext,
): Promise<readonly RevertOutcome[]> {
  const { recorder, server } = context;
  const entries = revertible(id, serverState(recorder.state, server.name));
  if (entries.length === 0)
    throw new StopgapError("NOT_APPLIED", `${id} names nothing that is applied on ${server.name}`);
  if (options.block === true) await block(recorder, server.name, id, options.until ?? null, options);
  const outcomes: RevertOutcome[] = [];
  for (const entry of entries.toSorted((a, b) => b.order - a.order))
    outcomes.push(await revertOne(entry, options, context));
  return outcomes;
}

/** One entry for each action and type, as `revert` undoes all versions of an action at once, and what was only begun too. */
function revertible(id: string, server: ServerState): readonly AppliedMitigation[] {
  const all = [server.applied, server.retired, server.pending].flatMap((entries) => Object.values(entries));
  const named = all.filter((entry) => names(id, entry));
  return all.filter(
    (entry) =>
      named.some(({ actionId, type }) => isOfAction(entry, actionId) && entry.type === type) &&
      entriesOf(server, entry.actionId).find(({ type }) => type === entry.type) === entry,
  );
}

async function revertOne(
  entry: AppliedMitigation,
  options: RevertOptions,
  context: CycleContext,
): Promise<RevertOutcome> {
  const { mitigation, appliedId } = entry;
  try {
    const overwritten = await revertMitigation(entry, options.force ?? false, context);
    const end = { mitigation, appliedId, ok: true, code: null, reason: "" };
    return overwritten.length === 0 ? end : { ...end, overwritten };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null || failure.stage === "log") throw error;
    const stream = serverStream(context.server.name);
    const data = { ...failure, mitigation, appliedId };
    await context.recorder.record([{ type: "Failed", data }], { stream, cycle: context.cycle, actor: context.actor });
    return { mitigation, appliedId, ok: false, code: failure.code, reason: failure.message };
  }
}
