import type { EventLog, State } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import type { NotifyMemory } from "../notify/notify-follower.js";
import type { Target } from "../notify/target.js";
import { readCursor } from "../outlets/cursor.js";
import type { Follower } from "../outlets/follower.js";
import { programVersion } from "../version.js";
import { noCounts } from "./counts.js";
import { exposition } from "./exposition.js";
import { metricsFile, writeMetricsFile } from "./metrics-file.js";
import { metricsFollower } from "./metrics-follower.js";
import { type Measured, serverMetrics } from "./server-metrics.js";

export interface MetricsOutlet {
  readonly follower: Follower;
  /** The newest metrics as text; at zero until the log was counted. */
  text(): string;
}

/** Counts the log, and writes the file where the configuration wants it. */
export function metricsOutlet(
  { server, store, metrics, log: { directory } }: Pick<Configuration, "server" | "store" | "metrics" | "log">,
  log: EventLog,
  targets: readonly Target[],
  state: () => State,
): MetricsOutlet {
  const version = programVersion();
  const measure = (more: Pick<Measured, "counts" | "targets">) =>
    exposition(serverMetrics({ version, server: server.name, state: state(), ...more }));
  let text = measure({ counts: noCounts, targets: targets.map(({ title }) => ({ title, delivered: 0, behind: 0 })) });
  const follower = metricsFollower(server.name, async (counts) => {
    text = measure({
      counts,
      targets: await Promise.all(targets.map((target) => progressOf(target, store.file, log))),
    });
    if (metrics.file) await writeMetricsFile(metricsFile({ log: { directory } }), text);
  });
  return { follower, text: () => text };
}

async function progressOf(
  { name, title }: Target,
  storeFile: string,
  log: EventLog,
): Promise<Measured["targets"][number]> {
  const cursor = await readCursor(storeFile, name, log);
  if (cursor === null) return { title, delivered: 0, behind: 0 };
  const { position } = await log.head();
  return { title, delivered: deliveredOf(cursor.memory), behind: Math.max(0, position - cursor.position) };
}

function deliveredOf(memory: unknown): number {
  const { delivered = 0 }: Partial<NotifyMemory> = typeof memory === "object" && memory !== null ? memory : {};
  return delivered;
}
