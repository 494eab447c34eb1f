import { acquireInstanceLock } from "@stopgap/store";
import type { Command } from "commander";
import { withRuntime } from "../composition/compose-runtime.js";
import { openLogger } from "../composition/file-logger.js";
import { span } from "../output/time.js";
import { programVersion } from "../version.js";
import { type CommandContext, configurationOf } from "./command-context.js";
import { refuseEdge } from "./open-runtime.js";
import { aborted } from "./until-stopped.js";

export async function run(context: CommandContext, _: unknown, command: Command): Promise<void> {
  const configuration = await configurationOf(command);
  refuseEdge(configuration);
  const stopped = context.untilStopped();
  const release = await acquireInstanceLock(configuration.store.file);
  try {
    const logger = await openLogger(configuration, configuration.log.level);
    await withRuntime(configuration, logger, "stopgap run", async ({ runtime, follow }) => {
      const recorded = runtime.events.subscribe(({ type, position }) => logger.info({ type, position }, "recorded"));
      await runtime.start(`stopgap ${programVersion()}`);
      await follow();
      const { startupDelay, schedule } = configuration.feed;
      logger.info({ schedule }, `started; the first cycle runs in ${span(startupDelay)}`);
      await aborted(stopped);
      logger.info({ signal: stopped.reason }, "stopping");
      await runtime.stop(String(stopped.reason));
      recorded.unsubscribe();
    });
  } finally {
    await release();
  }
}
