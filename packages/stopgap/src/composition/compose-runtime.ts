import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createFeedSource,
  createRuntime,
  type EventLog,
  loadPlugins,
  type Runtime,
  type RuntimeLogger,
  StopgapError,
} from "@stopgap/core";
import { openSqliteEventLog, withCycleLock } from "@stopgap/store";
import { type Configuration, isEdge } from "../configuration/configuration.js";
import { checkpointWriter } from "./checkpoint-writer.js";
import { networkOptions } from "./network-options.js";
import { hostOpener } from "./open-host.js";
import { trustPolicy } from "./trust-policy.js";

export interface Composition {
  readonly runtime: Runtime;
  readonly log: EventLog;
  close(): Promise<void>;
}

/** The composition root: the technologies behind the runtime's ports, as configured. */
export async function composeRuntime(configuration: Configuration, logger: RuntimeLogger): Promise<Composition> {
  const { server, feed, store, host, plugins, onRetired, drift, freshness } = configuration;
  const loaded = await loadPlugins(plugins, [
    dirname(configuration.file),
    fileURLToPath(new URL(".", import.meta.url)),
  ]);
  await mkdir(dirname(store.file), { recursive: true });
  const log = await openSqliteEventLog(store.file);
  try {
    const types = loaded.map(({ plugin }) => plugin.type);
    const runtime = await createRuntime({
      server,
      log,
      source: createFeedSource(feed.url, networkOptions(configuration)),
      trust: (document, context) => verifyFeed(document, trustPolicy(configuration), context),
      openHost: hostOpener(host),
      plugins: loaded,
      logger,
      policy: {
        onRetired,
        drift: typeof drift === "string" ? Object.fromEntries(types.map((type) => [type, drift])) : drift,
        alarmAfterHours: freshness.alarmAfter / 3_600_000,
      },
      schedule: { startupDelay: feed.startupDelay, expression: feed.schedule, jitter: feed.jitter },
      exclusive: (work) => withCycleLock(store.file, "a cycle", work),
      checkpoint: checkpointWriter(configuration),
    });
    return {
      runtime,
      log,
      async close() {
        await runtime.stop("stopped");
        await log.close();
      },
    };
  } catch (error) {
    await log.close();
    throw error;
  }
}
