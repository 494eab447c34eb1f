import type { ErrorEntry } from "./error-entry.js";

export const pluginErrors = {
  PLUGIN_NOT_FOUND: {
    stage: "plugin",
    meaning: "A package named under plugins cannot be loaded.",
    remedy: "install the package beside the configuration, or take it out of plugins",
  },
  PLUGIN_INVALID: {
    stage: "plugin",
    meaning: "A package named under plugins has no plugin as its default export.",
    remedy: "export definePlugin({...}) as default",
  },
  PLUGIN_API_VERSION: {
    stage: "plugin",
    meaning: "A plugin was written for another plugin interface.",
    remedy: "install a version of the package for apiVersion 1",
  },
  PLUGIN_TYPE_TAKEN: {
    stage: "plugin",
    meaning: "Two plugins name the same mitigation type.",
    remedy: "take one of the two packages out of plugins",
  },
  PLUGIN_WRITABLE: {
    stage: "plugin",
    meaning: "The program runs as root, and others than root may change the code of a plugin.",
    remedy: "take the right to write from group and others: chmod -R go-w",
  },
  PLUGIN_CHANGED: {
    stage: "plugin",
    meaning: "The files of a plugin's package are not those the service last started with.",
    remedy: "see who installed what; where nobody did, take the package out of plugins and install it anew",
  },
  PLUGIN_FAILED: {
    stage: "plugin",
    meaning: "A plugin hook threw something that says no code of its own.",
    remedy: "read the message; report it to the plugin's author",
  },
  PLUGIN_TIMEOUT: {
    stage: "plugin",
    meaning: "A plugin hook did not settle within its deadline.",
    remedy: "look at what the host is waiting for; the next cycle tries again",
    retryable: true,
  },
  PLUGIN_NONSENSE: {
    stage: "plugin",
    meaning: "A plugin hook resolved to something its interface does not know.",
    remedy: "report it to the plugin's author",
  },
} as const satisfies Record<string, ErrorEntry>;
