import type { EventLog, State } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import { noMemory, progressOf } from "../notify/notify-memory.js";
import type { Target } from "../notify/target.js";
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
  let text = measure({
    counts: noCounts,
    targets: targets.map(({ name, title }) => ({ ...noMemory, name, title, behind: 0 })),
  });
  const follower = metricsFollower(server.name, async (counts) => {
    text = measure({
      counts,
      targets: await Promise.all(targets.map((target) => progressOf(target, store.file, log))),
    });
    if (metrics.file) await writeMetricsFile(metricsFile({ log: { directory } }), text);
  });
  return { follower, text: () => text };
}
