import type { Json, MitigationPlugin } from "./mitigation-plugin.js";

/** Gives the object back, with its types checked and inferred. */
export function definePlugin<P, U extends Json = Json>(plugin: MitigationPlugin<P, U>): MitigationPlugin<P, U> {
  return plugin;
}
