import type { ActionFacts, DecisionFacts } from "../decide/facts.js";
import { heartbeatType } from "../decide/heartbeat.js";
import { typeUnknown, typeUnknownCode } from "../decide/type-unknown.js";
import type { Feed } from "../feed/feed.js";
import { lookup } from "../project/lookup.js";
import { isOfServer, type OtherConfiguration } from "./other-configuration.js";

export interface OtherFacts {
  readonly facts: DecisionFacts;
  /** By applied id: what would have to be known of an action, and was never looked at. */
  readonly unseen: ReadonlyMap<string, Unseen>;
}

/** `parameters`: no plugin was loaded that could have judged them. `host`: the action was not meant for the server then. */
export type Unseen = "parameters" | "host";

/** The facts as that configuration would have them, with the inspections that were recorded. Pure. */
export function otherFacts(facts: DecisionFacts, feed: Feed, other: OtherConfiguration): OtherFacts {
  const inspections: Record<string, ActionFacts> = { ...facts.inspections };
  const unseen = new Map<string, Unseen>();
  for (const { appliedId, type, problem } of feed.mitigations.flatMap(({ actions }) => actions)) {
    if (problem !== null || type === heartbeatType) continue;
    const recorded = lookup(facts.inspections, appliedId);
    const wasUnknown = recorded?.refusal?.code === typeUnknownCode;
    if (!other.types.has(type)) {
      if (!wasUnknown) inspections[appliedId] = typeUnknown(type);
    } else if (wasUnknown) {
      unseen.set(appliedId, "parameters");
    } else if (recorded !== undefined && nobodyLooked(recorded)) {
      unseen.set(appliedId, "host");
    }
  }
  const { product, build, roles } = isOfServer(other, facts.server) ? other.server : facts;
  return { facts: { ...facts, product, build, roles, inspections }, unseen };
}

function nobodyLooked({ refusal, hindrance, inspection }: ActionFacts): boolean {
  return refusal === null && hindrance === null && inspection === null;
}
