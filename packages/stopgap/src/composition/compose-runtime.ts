import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { createRuntime, type EventLog, loadPlugins, type Runtime, type RuntimeLogger } from "@stopgap/core";
import { openSqliteEventLog, withCycleLock } from "@stopgap/store";
import type { Configuration } from "../configuration/configuration.js";
import { checkpointWriter } from "./checkpoint-writer.js";
import { engineOptions } from "./engine-options.js";
import { logEvent } from "./log-event.js";
import type { Unwritable } from "./log-folder-unwritable.js";
import { newestCheckpoint } from "./newest-checkpoint.js";
import { openSnapshots } from "./open-snapshots.js";
import { openWaysOut, type WaysOut } from "./ways-out.js";

export interface Composition {
  readonly runtime: Runtime;
  readonly log: EventLog;
  /** Goes on telling others while the program runs; without it they are told at its end. */
  readonly follow: WaysOut["follow"];
}

export interface Surroundings {
  readonly logger: RuntimeLogger;
  /** What others are told who find the host in use. */
  readonly purpose: string;
  readonly unwritable: Unwritable;
}

/** Where packages of a configuration are looked for: beside it, then beside the program. */
export function pluginFolders(configuration: Configuration): readonly string[] {
  return [dirname(configuration.file), fileURLToPath(new URL(".", import.meta.url))];
}

/**
 * The composition root: the technologies behind the runtime's ports, as configured, for the length of `work`.
 */
export async function withRuntime<T>(
  configuration: Configuration,
  { logger, purpose, unwritable }: Surroundings,
  work: (composition: Composition) => Promise<T>,
): Promise<T> {
  const { store } = configuration;
  const plugins = await loadPlugins(configuration.plugins, pluginFolders(configuration));
  await mkdir(dirname(store.file), { recursive: true });
  const log = await openSqliteEventLog(store.file);
  let ways: WaysOut | null = null;
  try {
    const snapshots = await openSnapshots(log, store.file, logger);
    const checkpoint = checkpointWriter(configuration, {
      further: (line, head) => ways?.afterWork(line, head),
      unwritable,
    });
    const runtime = await createRuntime({
      ...engineOptions(configuration, plugins, log, logger),
      from: snapshots.from,
      knownHead: await newestCheckpoint(configuration),
      exclusive: (critical) => withCycleLock(store.file, purpose, critical),
      checkpoint: async (head, state) => {
        await checkpoint(head);
        await snapshots.keep(state);
      },
    });
    runtime.events.subscribe((event) => logEvent(logger, event));
    const opened = await openWaysOut(configuration, log, runtime, logger);
    ways = opened;
    try {
      return await work({ runtime, log, follow: opened.follow });
    } finally {
      await runtime.stop("stopped");
      await opened.close();
    }
  } finally {
    await log.close();
    for (const { release } of plugins) await release?.();
  }
}
