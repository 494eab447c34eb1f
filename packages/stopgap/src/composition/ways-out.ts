import {
  type EventData,
  type EventLog,
  type Head,
  oneLine,
  type Runtime,
  type RuntimeLogger,
  StopgapError,
} from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import { createDiagnostics } from "../diagnostics/diagnostics.js";
import { journalFollower } from "../journal/journal-follower.js";
import { checkpointId } from "../journal/journal-table.js";
import { openJournal } from "../journal/open-journal.js";
import { metricsOutlet } from "../metrics/metrics-outlet.js";
import { type MetricsServer, serveMetrics } from "../metrics/metrics-server.js";
import { notifyFollower } from "../notify/notify-follower.js";
import { targetsOf } from "../notify/targets.js";
import { beginFollowing } from "../outlets/advance.js";
import { createOutlets } from "../outlets/outlets.js";
import { recordTold } from "../outlets/record-told.js";

/** Where what happened leaves the log to: the system's event log, notifications, metrics, diagnostic data. */
export interface WaysOut {
  /** For the service: tells while it runs, and serves metrics where a port is configured. */
  follow(): Promise<void>;
  /** A cycle or an act ended, and this is the checkpoint of it. Returns at once: nothing here can hold up a cycle. */
  afterWork(checkpoint: string, head: Head): void;
  /** Tells what is pending, for a limited time. Never rejects. */
  close(): Promise<void>;
}

/** Milliseconds each of the ways may take at the end of a program; what was not told then is the next one's. */
const limit = 15_000;

export async function openWaysOut(
  configuration: Configuration,
  log: EventLog,
  runtime: Runtime,
  logger: RuntimeLogger,
): Promise<WaysOut> {
  const { organization, server, store, metrics } = configuration;
  const now = () => new Date();
  const recordSetAside = (data: EventData["NoticeSetAside"]) =>
    recordTold({ log, server: server.name, now: now() }, "NoticeSetAside", data);
  const journal = openJournal(configuration);
  const targets = targetsOf(configuration.notify);
  const measured = metricsOutlet(configuration, log, targets, () => runtime.state);
  const followed = { log, storeFile: store.file, opening: await log.head() };
  const followers = [
    ...(journal === null ? [] : [journalFollower(journal, organization)]),
    ...targets.map((target) => notifyFollower(target, { organization, logger, now, recordSetAside })),
  ];
  await beginFollowing(followed, followers).catch((error: unknown) =>
    logger.warn({ code: codeOf(error) }, textOf(error)),
  );
  const outlets = createOutlets({
    ...followed,
    followers,
    last: metrics.file || metrics.port !== null ? measured.follower : null,
    logger,
    limit,
  });
  const diagnostics = createDiagnostics({ settings: configuration, runtime, log, logger, now, limit });
  const recorded = runtime.events.subscribe((event) => {
    diagnostics.recorded(event);
    // A cycle's events are told together when it ends.
    if (event.cycle === null) outlets.poke();
  });
  let metricsServer: MetricsServer | null = null;
  let checkpoints: Promise<void> = Promise.resolve();

  return {
    async follow() {
      outlets.follow();
      if (metrics.port === null) return;
      try {
        metricsServer = await serveMetrics(metrics.port, measured.text);
        logger.info({ port: metricsServer.port }, "metrics are served on loopback");
      } catch (error) {
        logger.error({ code: codeOf(error) }, textOf(error));
      }
    },
    afterWork(text, { position, hash }) {
      diagnostics.afterCycle();
      outlets.poke();
      if (journal === null) return;
      const entry = { id: checkpointId, level: "information", text, position, server: server.name, hash } as const;
      checkpoints = checkpoints
        .then(() => journal.write(entry))
        .catch((error: unknown) => logger.warn({ code: codeOf(error) }, `the checkpoint stays here: ${textOf(error)}`));
    },
    async close() {
      await diagnostics.close();
      await checkpoints;
      recorded.unsubscribe();
      await outlets.close();
      await metricsServer?.close();
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof StopgapError ? error.code : "UNEXPECTED";
}

function textOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}
