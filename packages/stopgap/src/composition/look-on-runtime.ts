import { createRuntime, loadPlugins, type RuntimeLogger } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";
import { type Composition, pluginFolders } from "./compose-runtime.js";
import { engineOptions } from "./engine-options.js";
import { withLog } from "./open-log.js";

const silent: RuntimeLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The engine for looking only: its log cannot be written, and no file is made, not even the log's own. */
export async function lookOnRuntime<T>(
  configuration: Configuration,
  work: (composition: Pick<Composition, "runtime" | "log">) => Promise<T>,
): Promise<T> {
  const plugins = await loadPlugins(configuration.plugins, pluginFolders(configuration));
  try {
    return await withLog(configuration, async ({ log, state }) => {
      const runtime = await createRuntime({
        ...engineOptions(configuration, plugins, log, silent),
        from: await state(),
      });
      try {
        return await work({ runtime, log });
      } finally {
        await runtime.stop("stopped");
      }
    });
  } finally {
    for (const { release } of plugins) await release?.();
  }
}
