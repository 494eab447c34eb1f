import { loadPlugins, type OtherConfiguration } from "@stopgap/core";
import { pluginFolders } from "../composition/compose-runtime.js";
import { cyclePolicy } from "../composition/engine-options.js";
import { documentReverifier } from "../composition/verify-document.js";
import { type Configuration, isEdge } from "../configuration/configuration.js";

/** What a replay decides under, for the length of `work`: the plugins are loaded for their types, and not one hook is called. */
export async function withOtherConfiguration<T>(
  configuration: Configuration,
  work: (other: OtherConfiguration) => Promise<T>,
): Promise<T> {
  const { server } = configuration;
  const plugins = await loadPlugins(configuration.plugins, pluginFolders(configuration));
  try {
    return await work({
      server,
      types: new Set(plugins.map(({ plugin }) => plugin.type)),
      reverify: documentReverifier(configuration),
      policy: cyclePolicy(configuration, plugins),
      nothingRuns: isEdge(server) ? `${server.name} would have the Edge Transport role, on which nothing runs` : null,
    });
  } finally {
    for (const { release } of plugins) await release?.();
  }
}
