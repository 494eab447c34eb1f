export { type EventLogLaw, eventLogLaws } from "./event-log-laws.js";
export type { HostCall, MemoryHost, MemoryHostOpening, MemoryHostOptions } from "./memory-host.js";
export { createMemoryHost } from "./memory-host.js";
export type { Law, PluginExamples, PluginLawOptions } from "./plugin-laws.js";
export { pluginLaws } from "./plugin-laws.js";
