import { inspect } from "node:util";
import { StopgapError } from "../errors/stopgap-error.js";
import { shown } from "./call-hook.js";
import type { MitigationPlugin } from "./mitigation-plugin.js";

/** The plugin interface this engine speaks. */
export const apiVersion = 1;

const hooks = ["inspect", "capture", "apply", "revert"] as const;
const optionalHooks = ["prerequisites", "describe", "claims", "recapture", "simulate"] as const;
const typeForm = /^[A-Za-z][A-Za-z0-9._-]{0,99}$/;

/** The value as a plugin. Throws `PLUGIN_INVALID` or `PLUGIN_API_VERSION`, naming `origin` (a package). */
export function checkPlugin(value: unknown, origin: string): MitigationPlugin {
  const refuse = (what: string): never => {
    throw new StopgapError("PLUGIN_INVALID", `${origin}: ${what}`);
  };
  if (typeof value !== "object" || value === null) return refuse("the default export is not a plugin object");
  const plugin = membersOf(value, refuse);
  if (plugin.apiVersion !== apiVersion) {
    const seen = plugin.apiVersion === undefined ? "no apiVersion" : `apiVersion ${inspect(plugin.apiVersion)}`;
    throw new StopgapError("PLUGIN_API_VERSION", `${origin} has ${seen}; this engine speaks apiVersion ${apiVersion}`);
  }
  if (typeof plugin.type !== "string" || !typeForm.test(plugin.type)) return refuse("type is not a name");
  for (const hook of hooks) if (typeof plugin[hook] !== "function") return refuse(`${hook} is not a function`);
  for (const hook of optionalHooks) {
    if (plugin[hook] !== undefined && typeof plugin[hook] !== "function") return refuse(`${hook} is not a function`);
  }
  const { deadlines = {} } = plugin;
  if (typeof deadlines !== "object" || deadlines === null) return refuse("deadlines is not an object");
  const schema = plugin.parameters as { "~standard"?: { validate?: unknown } } | null | undefined;
  if (typeof schema?.["~standard"]?.validate !== "function") return refuse("parameters is not a Standard Schema");
  return value as MitigationPlugin;
}

/** What the engine reads of a plugin; a property that throws is refused here and not in the middle of a cycle. */
function membersOf(value: object, refuse: (what: string) => never): Readonly<Record<string, unknown>> {
  const names = ["apiVersion", "type", "parameters", "deadlines", ...hooks, ...optionalHooks];
  try {
    return Object.fromEntries(names.map((name) => [name, Reflect.get(value, name)]));
  } catch (error) {
    return refuse(`a property of it cannot be read: ${shown(error)}`);
  }
}
