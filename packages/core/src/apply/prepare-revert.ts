import type { CycleContext } from "../cycle/cycle-context.js";
import { failureOf } from "../errors/failure-of.js";
import { StopgapError } from "../errors/stopgap-error.js";
import type { Handover } from "../log/event-types.js";
import type { Json } from "../plugin/mitigation-plugin.js";
import { isOfAction } from "../project/entries-of.js";
import { type AppliedMitigation, serverState } from "../project/state.js";
import { typeAndParameters } from "./type-and-parameters.js";
import { type Hold, planRevert } from "./undo-record.js";

interface Revertings {
  /** What is shared and goes to the next holder, to be recorded. */
  readonly handedOver: readonly Handover[];
  /** What somebody had changed and was overwritten, a line each. */
  readonly overwritten: readonly string[];
}

export interface PreparedRevert {
  /** What it alone holds, where others hold the rest: the undo of that, null for nothing. Undefined where all is its own. */
  readonly ownPart: Json | undefined;
  /** What is shared and goes to the next holder. */
  readonly handedOver: readonly Handover[];
  /** Rejects with `HOST_CHANGED` where what this action alone holds was changed on the host since. Changes nothing. */
  refuseChanged(): Promise<void>;
  /** What is on the host instead of what was set (or why nobody can say), one line; null where it is as it was set. Changes nothing. */
  difference(): Promise<string | null>;
  /** Restores what the action alone holds and sees that the other holders still stand. */
  carryOut(force: boolean): Promise<Revertings>;
}

/** How to take one applied action off the host while the others stay; its own other versions are no others. */
export async function prepareRevert(
  entry: AppliedMitigation,
  context: Pick<CycleContext, "types" | "recorder" | "server">,
): Promise<PreparedRevert> {
  const { type, parameters } = await typeAndParameters(entry, context);
  const server = serverState(context.recorder.state, context.server.name);
  const neighbours = Object.values({ ...server.applied, ...server.pending }).filter(
    (other) => other.type === entry.type && !isOfAction(other, entry.actionId),
  );
  const others = new Map<string, { hold: Hold; parameters: unknown }>();
  for (const { appliedId, undo, order, later = {}, value } of neighbours) {
    const parsed = await type.parse(value);
    if (!parsed.ok) continue;
    const hold = { appliedId, claims: type.claims(parsed.parameters), undo, order, later };
    others.set(appliedId, { hold, parameters: parsed.parameters });
  }
  const { appliedId, undo, order, later = {} } = entry;
  const own = { appliedId, claims: entry.part ? [] : type.claims(parameters), undo, order, later };
  const holds = [...others.values()].map(({ hold }) => hold);
  const plan = planRevert(own, holds);

  return {
    handedOver: plan.handedOver,
    ownPart: plan.restore?.undo === undo ? undefined : (plan.restore?.undo ?? null),
    async refuseChanged() {
      if (plan.heirs.length > 0 || server.reverting.includes(appliedId)) return;
      // An inspection is of all that the action wants; its plugin refuses what is of the part.
      if (entry.begun || entry.part) return;
      // An apply that was cut short has done part of it.
      if (Object.values(server.pending).some((begun) => isOfAction(begun, entry.actionId))) return;
      const seen = await type.inspect(parameters, { parameters, undo });
      if (seen.state !== "altered") return;
      const detail = seen.detail ? `: ${seen.detail}` : "";
      throw new StopgapError("HOST_CHANGED", `${appliedId} was changed on the host since it was applied${detail}`);
    },
    async difference() {
      try {
        const { state, detail } = await type.inspect(parameters, { parameters, undo });
        return state === "present" ? null : detail ? `${state}: ${detail}` : state;
      } catch (error) {
        const failure = failureOf(error);
        if (failure === null) throw error;
        return failure.message;
      }
    },
    async carryOut(force) {
      const overwritten = plan.restore === null ? [] : await type.revert(parameters, plan.restore.undo, force);
      const undos = new Map(plan.handedOver.map((given) => [given.appliedId, given.undo]));
      for (const heir of plan.heirs) {
        const other = others.get(heir);
        if (other === undefined) continue;
        const earlier = { parameters: other.parameters, undo: undos.get(heir) ?? other.hold.undo };
        const seen = await type.inspect(other.parameters, earlier);
        if (seen.state === "present") continue;
        undos.set(heir, await type.recapture(other.parameters, earlier.undo));
        await type.apply(other.parameters, earlier);
      }
      return { handedOver: [...undos].map(([heir, given]) => ({ appliedId: heir, undo: given })), overwritten };
    },
  };
}
