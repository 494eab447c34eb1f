import "reflect-metadata";
import { Container, ContainerModule, type ServiceIdentifier } from "inversify";
import { heartbeatType } from "../apply/heartbeat.js";
import { StopgapError } from "../errors/stopgap-error.js";
import type { LoadedPlugin } from "./loaded-plugin.js";

/** Every loaded plugin is bound to this; a plugin package may bind more in a module of its own. */
export const PluginToken: ServiceIdentifier<LoadedPlugin> = Symbol.for("@stopgap/core/plugin");

/** A container with one binding per plugin. Throws `PLUGIN_TYPE_TAKEN` where two serve one type. */
export function bindPlugins(plugins: readonly LoadedPlugin[]): Container {
  const container = new Container();
  const modules = plugins.map(
    (loaded) =>
      new ContainerModule(({ bind }) => {
        bind(PluginToken).toConstantValue(loaded);
      }),
  );
  container.load(...modules);
  refuseTakenTypes(boundPlugins(container));
  return container;
}

/** What is bound, in the order of binding. */
export function boundPlugins(container: Container): readonly LoadedPlugin[] {
  return container.isBound(PluginToken) ? container.getAll(PluginToken) : [];
}

function refuseTakenTypes(plugins: readonly LoadedPlugin[]): void {
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
