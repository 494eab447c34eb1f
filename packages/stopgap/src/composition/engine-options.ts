import {
  type CyclePolicy,
  createFeedSource,
  type EventLog,
  type LoadedPlugin,
  type RuntimeLogger,
  type RuntimeOptions,
} from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import { networkOptions } from "./network-options.js";
import { hostOpener } from "./open-host.js";
import { documentVerifier } from "./verify-document.js";

const millisecondsPerHour = 3_600_000;

/** What the configuration says of a runtime; who may write beside it, and where checkpoints go, is the caller's. */
export function engineOptions(
  configuration: Configuration,
  plugins: readonly LoadedPlugin[],
  log: EventLog,
  logger: RuntimeLogger,
): RuntimeOptions {
  const { server, feed, host } = configuration;
  return {
    server,
    log,
    source: createFeedSource(feed.url, networkOptions(configuration)),
    trust: documentVerifier(configuration),
    openHost: hostOpener(host),
    plugins,
    logger,
    policy: cyclePolicy(configuration, plugins),
    schedule: { startupDelay: feed.startupDelay, expression: feed.schedule, jitter: feed.jitter },
  };
}

/** What the administrator chose for cycles, the drift by mitigation type. */
export function cyclePolicy(
  { onRetired, onEquivalent, drift, freshness }: Configuration,
  plugins: readonly LoadedPlugin[],
): CyclePolicy {
  return {
    onRetired,
    onEquivalent,
    drift: typeof drift === "string" ? Object.fromEntries(plugins.map(({ plugin }) => [plugin.type, drift])) : drift,
    alarmAfterHours: freshness.alarmAfter / millisecondsPerHour,
  };
}
