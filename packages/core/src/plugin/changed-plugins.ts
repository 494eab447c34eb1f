import type { EventData, StartedPlugin } from "../log/event-types.js";
import type { ServerState } from "../project/state.js";
import type { LoadedPlugin } from "./loaded-plugin.js";

/** A plugin as it is recorded. */
export function startedPlugin({ plugin, package: name, version, sha256 }: LoadedPlugin): StartedPlugin {
  return { type: plugin.type, package: name, version, sha256 };
}

/** The packages whose files are not those last recorded. One that was never recorded, or is no package, is none. */
export function changedPlugins(
  plugins: readonly LoadedPlugin[],
  recorded: ServerState["plugins"],
): readonly EventData["PluginChanged"][] {
  return plugins.map(startedPlugin).flatMap((to) => {
    const from = Object.hasOwn(recorded, to.package) ? recorded[to.package] : undefined;
    const isChanged = from !== undefined && from.sha256 !== null && to.sha256 !== null && from.sha256 !== to.sha256;
    return isChanged ? [{ package: to.package, from, to }] : [];
  });
}

/** What such a change means, one line. */
export function changeText({ package: name, from, to }: EventData["PluginChanged"]): string {
  return from.version === to.version
    ? `the package ${name} ${to.version} has other files than when it was last recorded, under the same version`
    : `the package ${name} changed from ${from.version} to ${to.version}`;
}
