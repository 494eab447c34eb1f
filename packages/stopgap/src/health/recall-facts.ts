import { type EventLog, isStopgapEvent, type ServerState, type State, serverState, serverStream } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import type { Feeds } from "../views/feeds.js";
import { exchangeFolder } from "./exchange-folder.js";
import type { FeedProbe, HealthFacts, LogIntegrity } from "./health-facts.js";
import { trustEnds } from "./trust-ends.js";

/**
 * What the record has of everything the health check tells of, as of the state's newest event. Nothing is fetched or
 * inspected; what is not recorded, such as the service manager's view, is null.
 */
export async function recallFacts(
  log: EventLog,
  state: State,
  integrity: LogIntegrity,
  feeds: Feeds,
  configuration: Configuration,
): Promise<HealthFacts> {
  const server = serverState(state, configuration.server.name);
  return {
    state,
    configuration,
    now: new Date(state.time ?? 0),
    service: null,
    feed: await recalled(log, state, server, feeds),
    log: integrity,
    targets: [],
    exchangeFolder: await exchangeFolder(configuration.host),
    trustEnds: trustEnds(configuration.trust),
  };
}

async function recalled(log: EventLog, state: State, server: ServerState, feeds: Feeds): Promise<FeedProbe> {
  const { lastDecided, lastFailure } = server;
  if (lastFailure !== null) {
    const { stage, code, message } = lastFailure;
    return { outcome: stage === "fetch" ? "unreachable" : stage === "verify" ? "refused" : "failed", code, message };
  }
  if (lastDecided === null) return { outcome: "failed", code: "NO_CYCLE", message: "no cycle had run by then" };
  const { sha256, facts, decisions } = lastDecided;
  const kept = feeds.get(sha256);
  const { issued = null, expires = null, mitigations = [] } = kept ?? {};
  const feed = { sha256, ...(await verifiedAs(log, state, server.name)) };
  const plan = { feed, facts, mitigations: decisions, listed: mitigations, left: null, trustWarnings: [] };
  return { outcome: "verified", plan, issued, expires };
}

/** As what the newest feed was verified. */
async function verifiedAs(log: EventLog, { position }: State, server: string) {
  let found = { profile: "", serial: null as number | null, signer: "" };
  for await (const page of log.read({ types: ["Verified"], stream: serverStream(server), to: position })) {
    for (const event of page) {
      if (!isStopgapEvent(event) || event.type !== "Verified") continue;
      const { profile, serial, signer } = event.data;
      found = { profile, serial, signer };
    }
  }
  return found;
}
