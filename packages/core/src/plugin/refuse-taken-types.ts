import { heartbeatType } from "../decide/heartbeat.js";
import { StopgapError } from "../errors/stopgap-error.js";
import type { LoadedPlugin } from "./loaded-plugin.js";

/** Throws `PLUGIN_TYPE_TAKEN`, naming both, where two plugins serve one type in any case, or one serves the engine's own. */
export function refuseTakenTypes(plugins: readonly LoadedPlugin[]): void {
  const takenBy = new Map([[heartbeatType.toLowerCase(), "the engine"]]);
  for (const { plugin, package: name } of plugins) {
    const owner = takenBy.get(plugin.type.toLowerCase());
    if (owner !== undefined) {
      throw new StopgapError(
        "PLUGIN_TYPE_TAKEN",
        `${name} serves the type ${plugin.type}, which ${owner} serves already`,
      );
    }
    takenBy.set(plugin.type.toLowerCase(), name);
  }
}
