import { failureOf, type Runtime, type State } from "@stopgap/core";
import type { Composition } from "../composition/compose-runtime.js";
import type { Configuration } from "../configuration/configuration.js";
import { progressOf } from "../notify/notify-memory.js";
import { targetsOf } from "../notify/targets.js";
import type { Feeds } from "../views/feeds.js";
import { exchangeFolder } from "./exchange-folder.js";
import type { FeedProbe, HealthFacts, LogIntegrity } from "./health-facts.js";
import { serviceState } from "./service-state.js";
import { trustEnds } from "./trust-ends.js";

/** Looks at everything the health check tells of: the feed is fetched and verified and the host inspected, nothing is recorded. */
export async function gatherFacts(
  { runtime, log }: Pick<Composition, "runtime" | "log">,
  integrity: LogIntegrity,
  feeds: Feeds,
  configuration: Configuration,
  now: Date,
): Promise<HealthFacts> {
  const state: State = await runtime.refresh();
  const [service, folder, feed, targets] = await Promise.all([
    serviceState(configuration.host),
    exchangeFolder(configuration.host),
    probe(runtime, feeds),
    Promise.all(targetsOf(configuration.notify).map((target) => progressOf(target, configuration.store.file, log))),
  ]);
  return {
    state,
    configuration,
    now,
    service,
    feed,
    log: integrity,
    targets,
    exchangeFolder: folder,
    trustEnds: trustEnds(configuration.trust),
  };
}

async function probe(runtime: Runtime, feeds: Feeds): Promise<FeedProbe> {
  try {
    const plan = await runtime.plan();
    const { issued = null, expires = null } = feeds.get(plan.feed.sha256) ?? {};
    return { outcome: "verified", plan, issued, expires };
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null || failure.stage === "log") throw error;
    const outcome = failure.stage === "fetch" ? "unreachable" : failure.stage === "verify" ? "refused" : "failed";
    return { outcome, code: failure.code, message: failure.message };
  }
}
