import type { CycleContext } from "../cycle/cycle-context.js";
import { appliesTo } from "../decide/applies-to.js";
import { blocksInForce } from "../decide/blocks.js";
import type { ActionFacts, DecisionFacts, Reason } from "../decide/facts.js";
import { heartbeatType } from "../decide/heartbeat.js";
import { appliedBefore } from "../decide/rules.js";
import { typeUnknown } from "../decide/type-unknown.js";
import { failureOf } from "../errors/failure-of.js";
import type { Action, Feed } from "../feed/feed.js";
import type { MitigationType } from "../plugin/mitigation-type.js";
import { type ServerState, serverState } from "../project/state.js";
import { earlierOnHost } from "./earlier-on-host.js";

/** What `decide` needs to know of this server and its host. Looks and changes nothing. */
export async function inspectHost(
  context: Pick<CycleContext, "server" | "types" | "recorder">,
  feed: Feed,
): Promise<DecisionFacts> {
  const { server, types, recorder } = context;
  const state = recorder.state;
  const own = serverState(state, server.name);
  const inspections: Record<string, ActionFacts> = {};
  const missing = new Map<string, Reason | null>();
  for (const action of feed.mitigations.flatMap((mitigation) => mitigation.actions)) {
    if (action.problem !== null) continue;
    inspections[action.appliedId] = await inspectAction(action, types, own, server, missing);
  }
  return {
    server: server.name,
    product: server.product,
    build: server.build,
    roles: server.roles,
    settings: {
      organizationEnabled: state.organization.mitigationsEnabled,
      serverEnabled: own.mitigationsEnabled,
      blocked: blocksInForce(own.blocked, recorder.now().toISOString()),
    },
    inspections,
  };
}

const onlyTheEngine: ActionFacts = { refusal: null, hindrance: null, inspection: { state: "present" } };

async function inspectAction(
  action: Action,
  types: CycleContext["types"],
  own: ServerState,
  server: CycleContext["server"],
  missing: Map<string, Reason | null>,
): Promise<ActionFacts> {
  if (action.type === heartbeatType) return onlyTheEngine;
  const type = types.get(action.type);
  if (type === undefined) return typeUnknown(action.type);
  const parsed = await parseSafely(type, action);
  if (!parsed.ok) return { refusal: parsed.refusal, hindrance: null, inspection: null };
  const relevant = appliesTo(action.appliesTo, server) || appliedBefore(action, own) !== null;
  if (!relevant) return { refusal: null, hindrance: null, inspection: null };
  const lacking = missing.has(type.type) ? (missing.get(type.type) ?? null) : await prerequisites(type);
  missing.set(type.type, lacking);
  if (lacking !== null) return { refusal: null, hindrance: lacking, inspection: null };
  try {
    const earlier = await earlierOnHost(action, own, type);
    const inspection = await type.inspect(parsed.parameters, earlier?.known);
    return { refusal: null, hindrance: null, inspection };
  } catch (error) {
    return { refusal: null, hindrance: reasonOf(error, "INSPECTION_FAILED"), inspection: null };
  }
}

async function parseSafely(type: MitigationType, action: Action) {
  try {
    return await type.parse(action.value);
  } catch (error) {
    return { ok: false as const, refusal: reasonOf(error, "PARAMETERS_REFUSED") };
  }
}

async function prerequisites(type: MitigationType): Promise<Reason | null> {
  try {
    const lacking = await type.missing();
    return lacking.length === 0 ? null : { code: "PREREQUISITE_MISSING", message: lacking.join("; ") };
  } catch (error) {
    return reasonOf(error, "PREREQUISITE_MISSING");
  }
}

function reasonOf(error: unknown, fallback: string): Reason {
  const failure = failureOf(error);
  if (failure !== null) return { code: failure.code, message: failure.message };
  return { code: fallback, message: error instanceof Error ? error.message : String(error) };
}
