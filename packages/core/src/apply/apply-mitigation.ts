import { isDeepStrictEqual } from "node:util";
import { type CycleContext, record } from "../cycle/cycle-context.js";
import type { Decision } from "../decide/decision.js";
import { heartbeatType } from "../decide/heartbeat.js";
import { StopgapError } from "../errors/stopgap-error.js";
import type { Action, ActionValue } from "../feed/feed.js";
import { type EarlierOnHost, earlierOnHost } from "../inspect/earlier-on-host.js";
import type { Handover } from "../log/event-types.js";
import type { Inspection, Json } from "../plugin/mitigation-plugin.js";
import type { MitigationType } from "../plugin/mitigation-type.js";
import { entriesOf } from "../project/entries-of.js";
import { serverState } from "../project/state.js";
import { prepareRevert } from "./prepare-revert.js";
import { typeAndParameters } from "./type-and-parameters.js";
import { planUpgrade, type UpgradePlan } from "./undo-record.js";

/**
 * Carries out `apply`, `reapply` or `upgrade` for one action: undo record captured, intent durable, host changed,
 * host inspected, end recorded. Resolves to the last inspection. Rejects with the failure; what was begun stays pending
 * with its undo.
 */
export async function applyMitigation(
  action: Action,
  decision: Decision,
  sha256: string,
  context: CycleContext,
): Promise<Inspection> {
  const about = { mitigation: action.mitigation, appliedId: action.appliedId, type: action.type };
  const base = { ...about, actionId: action.actionId, sha256, value: action.value };
  if (action.type === heartbeatType) {
    const handedOver = await giveBackOtherTypes(action, context);
    await record(context, [{ type: "Applied", data: { ...base, replaces: decision.replaces, handedOver } }]);
    return { state: "present" };
  }

  const { type, parameters } = await typeAndParameters(action, context);
  const server = serverState(context.recorder.state, context.server.name);
  const earlier = await earlierOnHost(action, server, type);
  const seen = await type.inspect(parameters, earlier?.known);
  const plan = await planUndo(type, parameters, earlier, seen, action);
  const { replaces } = decision;
  const corrective = decision.drift === undefined ? {} : { corrective: decision.drift };
  const intent = { ...base, ...corrective, decision: decision.decision, difference: difference(seen), replaces };

  await record(context, [{ type: "Applying", data: { ...intent, undo: plan.undo } }]);
  await type.apply(parameters, earlier?.known);

  let undo = plan.undo;
  let handedOver: readonly Handover[] = [];
  if (earlier !== undefined && plan.giveBack !== null) {
    const part = plan.whole ? {} : { part: true as const };
    const old = await prepareRevert({ ...earlier.entry, ...part, undo: plan.giveBack.undo }, context);
    ({ handedOver } = await old.carryOut(false));
    if (plan.whole && (await type.inspect(parameters, earlier.known)).state !== "present") {
      undo = await type.capture(parameters);
      await record(context, [{ type: "Applying", data: { ...intent, undo } }]);
      await type.apply(parameters);
    }
  }
  handedOver = [...handedOver, ...(await giveBackOtherTypes(action, context))];

  const now = await type.inspect(parameters, { parameters, undo });
  if (now.state !== "present") {
    throw new StopgapError(
      "NOT_EFFECTIVE",
      `after apply, ${action.appliedId} is ${now.state} on the host${now.detail ? `: ${now.detail}` : ""}`,
    );
  }
  await record(context, [{ type: "Applied", data: { ...base, ...corrective, replaces, undo, handedOver } }]);
  return now;
}

/** What the action had on the host while it was of another type. */
async function giveBackOtherTypes(action: Action, context: CycleContext): Promise<readonly Handover[]> {
  const server = serverState(context.recorder.state, context.server.name);
  const handedOver: Handover[] = [];
  const others = entriesOf(server, action.actionId).filter(
    ({ type, appliedId }) => type !== action.type && type !== heartbeatType && server.retired[appliedId] === undefined,
  );
  for (const entry of others) {
    const old = await prepareRevert(entry, context);
    handedOver.push(...(await old.carryOut(false)).handedOver);
  }
  return handedOver;
}

async function planUndo(
  type: MitigationType,
  parameters: unknown,
  earlier: EarlierOnHost | undefined,
  seen: Inspection,
  action: Action,
): Promise<UpgradePlan> {
  const nothingOld = (undo: Json): UpgradePlan => ({ undo, giveBack: null, whole: false });
  if (earlier === undefined) return nothingOld(await type.capture(parameters));
  if (earlier.entry.appliedId === action.appliedId && isSameValue(earlier.entry.value, action.value)) {
    return nothingOld(
      seen.state === "present" ? earlier.entry.undo : await type.recapture(parameters, earlier.entry.undo),
    );
  }
  const fresh = await type.capture(parameters, earlier.known);
  return planUpgrade(
    { claims: type.claims(earlier.known.parameters), undo: earlier.entry.undo },
    { claims: type.claims(parameters), undo: fresh },
  );
}

/** A publisher may change what an action says and leave its version as it is. */
function isSameValue(a: ActionValue, b: ActionValue): boolean {
  return isDeepStrictEqual(structuredClone(a), structuredClone(b));
}

function difference(seen: Inspection): string | null {
  return seen.state === "present" ? null : `${seen.state}${seen.detail ? `: ${seen.detail}` : ""}`;
}
