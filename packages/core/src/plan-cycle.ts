import { carryOut } from "./apply/carry-out.js";
import type { CycleContext } from "./cycle/cycle-context.js";
import type { ActionOutcome, CycleOutcome } from "./cycle/cycle-outcome.js";
import { decide } from "./decide/decide.js";
import type { Action } from "./feed/feed.js";
import { keptDocument } from "./feed/fetch-feed.js";
import type { FileChange, Overlay } from "./host/overlay-host.js";
import { inspectHost } from "./inspect/inspect-host.js";
import { leftOnHost } from "./inspect/left-on-host.js";
import { lookup } from "./project/lookup.js";
import { serverState } from "./project/state.js";

export interface CyclePlan extends CycleOutcome {
  /** By applied id, only where something would change. */
  readonly changes: Readonly<Record<string, PlannedChange>>;
}

export interface PlannedChange {
  /** What the plugin says of the action, in words. */
  readonly lines: readonly string[];
  /** The files as they would be; empty where the host cannot be tried out in memory. */
  readonly files: readonly FileChange[];
}

/**
 * What a cycle would do and change now. `context` records into a log in memory and its types act on the overlay's hosts,
 * so nothing is touched and nothing is recorded.
 */
export async function planCycle(context: CycleContext, overlay: Overlay): Promise<CyclePlan> {
  const { recorder, signal, server } = context;
  const document = await context.source.fetch(await keptDocument(context), signal);
  const { accepted } = serverState(recorder.state, server.name);
  const verified = await context.verify(document, { now: recorder.now(), accepted, signal });
  const facts = await inspectHost(context, verified.feed);
  const decisions = decide(recorder.state, verified.feed, facts, recorder.now().toISOString());
  const actions = verified.feed.mitigations.flatMap((mitigation) => mitigation.actions);
  const changes: Record<string, PlannedChange> = {};
  const mitigations: ActionOutcome[] = [];
  for (const [index, decision] of decisions.entries()) {
    const action = actions[index];
    const outcome = await carryOut(decision, action, verified.sha256, facts, context);
    mitigations.push(outcome);
    const files = overlay.takeChanges();
    const isThere = lookup(facts.inspections, decision.appliedId)?.inspection?.state === "present";
    const lines =
      action !== undefined && wouldApply(outcome) && (files.length > 0 || !isThere)
        ? await describe(action, context)
        : [];
    if (lines.length + files.length > 0) changes[decision.appliedId] = { lines, files };
  }
  const { sha256, profile, serial, signer, feed, warnings } = verified;
  return {
    cycle: context.cycle,
    server: server.name,
    feed: { sha256, profile, serial, signer },
    facts,
    mitigations,
    listed: feed.mitigations,
    left: await leftOnHost(context),
    trustWarnings: warnings,
    changes,
  };
}

function wouldApply({ decision, status }: ActionOutcome): boolean {
  return status === "Applied" && (decision === "apply" || decision === "reapply" || decision === "upgrade");
}

async function describe(action: Action, context: CycleContext): Promise<readonly string[]> {
  const type = context.types.get(action.type);
  if (type === undefined) return [];
  const parsed = await type.parse(action.value);
  return parsed.ok ? type.describe(parsed.parameters) : [];
}
