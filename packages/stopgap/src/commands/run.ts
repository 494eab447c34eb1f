import type { StopgapError } from "@stopgap/core";
import { acquireInstanceLock } from "@stopgap/store";
import type { Command } from "commander";
import { withRuntime } from "../composition/compose-runtime.js";
import { openLogger } from "../composition/file-logger.js";
import { span } from "../output/time.js";
import { type ServiceControl, signalledControl } from "../service/service-control.js";
import { programVersion } from "../version.js";
import { asWindowsService } from "./as-windows-service.js";
import { type CommandContext, configurationOf } from "./command-context.js";
import { errorLine } from "./error-line.js";
import { refuseEdge } from "./open-runtime.js";
import { aborted } from "./until-stopped.js";

interface Options {
  readonly windowsService?: boolean;
}

export async function run(
  context: CommandContext,
  { windowsService = false }: Options,
  command: Command,
): Promise<void> {
  if (windowsService) await asWindowsService((control) => serve(context, command, control));
  else await serve(context, command, null);
}

/** Runs until the signal of the system, or that of the service manager, tells it to stop. */
async function serve(context: CommandContext, command: Command, windows: ServiceControl | null): Promise<void> {
  const signalled = context.untilStopped();
  const configuration = await configurationOf(command);
  refuseEdge(configuration);
  const release = await acquireInstanceLock(configuration.store.file);
  try {
    const unwritable = (error: StopgapError) => context.terminal.note(`${errorLine(error).line}\n`);
    const logger = await openLogger(configuration, windows === null ? configuration.log.level : "silent", unwritable);
    const control = windows ?? signalledControl(logger);
    const stopped = AbortSignal.any([signalled, control.stopRequested]);
    await withRuntime(configuration, { logger, purpose: "stopgap run", unwritable }, async ({ runtime, follow }) => {
      await runtime.start(`stopgap ${programVersion()}`);
      await follow();
      const { startupDelay, schedule } = configuration.feed;
      const first = `the first cycle runs in ${span(startupDelay)}`;
      logger.info({ schedule }, `started; ${first}`);
      await control.ready(`Started; ${first}`);
      await aborted(stopped);
      logger.info({ signal: stopped.reason }, "stopping");
      await control.stopping();
      await runtime.stop(String(stopped.reason));
    });
  } finally {
    await release();
  }
}
