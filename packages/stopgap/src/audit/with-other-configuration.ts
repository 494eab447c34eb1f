import { type LoadedPlugin, loadPlugins, type OtherConfiguration, StopgapError } from "@stopgap/core";
import { pluginFolders } from "../composition/compose-runtime.js";
import { cyclePolicy } from "../composition/engine-options.js";
import { documentReverifier } from "../composition/verify-document.js";
import { type Configuration, isEdge } from "../configuration/configuration.js";
import { loadConfiguration } from "../configuration/load-configuration.js";

/**
 * What a replay decides under that file, for the length of `work`: its plugins are loaded for their types, and not one hook is
 * called. Rejects as `loadConfiguration` and `loadPlugins` do, with the file's name in front.
 */
export async function withOtherConfiguration<T>(
  file: string,
  work: (other: OtherConfiguration, configuration: Configuration) => Promise<T>,
): Promise<T> {
  const { configuration, plugins } = await naming(file, () => load(file));
  try {
    return await work(otherConfiguration(configuration, plugins), configuration);
  } finally {
    for (const { release } of plugins) await release?.();
  }
}

async function load(file: string) {
  const configuration = await loadConfiguration(file);
  return { configuration, plugins: await loadPlugins(configuration.plugins, pluginFolders(configuration)) };
}

function otherConfiguration(configuration: Configuration, plugins: readonly LoadedPlugin[]): OtherConfiguration {
  const { server } = configuration;
  return {
    server,
    types: new Set(plugins.map(({ plugin }) => plugin.type)),
    reverify: documentReverifier(configuration),
    policy: cyclePolicy(configuration, plugins),
    nothingRuns: isEdge(server) ? `${server.name} would have the Edge Transport role, on which nothing runs` : null,
  };
}

/** Two configurations are at hand: an error says of which it is. */
async function naming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof StopgapError)) throw cause;
    const { code, message, remedy, details } = cause;
    throw new StopgapError(code, `--with-config ${file}: ${message}`, { cause, remedy, details });
  }
}
