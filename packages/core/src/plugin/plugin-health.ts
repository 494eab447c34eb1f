import type { OpenHost } from "../host/open-host.js";
import type { LoadedPlugin } from "./loaded-plugin.js";
import { serveTypes } from "./serve-types.js";

/** What of the plugin's prerequisites the host lacks, a line each. Rejects where the plugin cannot say. */
export async function missingPrerequisites(plugin: LoadedPlugin, openHost: OpenHost): Promise<readonly string[]> {
  const types = serveTypes([plugin], openHost, () => new Date(), { info: () => undefined });
  return (await types.get(plugin.plugin.type)?.missing()) ?? [];
}
