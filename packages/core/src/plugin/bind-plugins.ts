import "reflect-metadata";
import { Container, ContainerModule, type ServiceIdentifier } from "inversify";
import { oneLine } from "../decide/one-line.js";
import { StopgapError } from "../errors/stopgap-error.js";
import type { LoadedPlugin } from "./loaded-plugin.js";
import { pluginToken } from "./plugin-token.js";
import { refuseTakenTypes } from "./refuse-taken-types.js";

/** Every loaded plugin is bound to this. What a package binds in a module of its own stays in a container of its own. */
const PluginToken: ServiceIdentifier<LoadedPlugin> = Symbol.for("@stopgap/core/plugin");

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

/**
 * The plugin that a package's inversify module binds to `pluginToken`, from a container nobody else sees; `release`
 * runs the module's deactivations. Rejects with `PLUGIN_INVALID`, naming `origin`.
 */
export async function pluginOfModule(
  module: unknown,
  origin: string,
): Promise<{ readonly plugin: unknown; readonly release: () => Promise<void> }> {
  const container = new Container({ defaultScope: "Singleton" });
  try {
    await container.loadAsync(module as ContainerModule);
    const plugin = await container.getAsync(pluginToken);
    return { plugin, release: () => container.unbindAllAsync() };
  } catch (cause) {
    const why = oneLine(cause instanceof Error ? cause.message : String(cause));
    const message = `${origin}: its module is no inversify module that binds a plugin to pluginToken: ${why}`;
    throw new StopgapError("PLUGIN_INVALID", message, { cause });
  }
}
