export type { ActionValue, Scope, ValueElement } from "../feed/feed.js";
export { definePlugin } from "./define-plugin.js";
export type { Host, HostKind, OnEquivalent, RunResult } from "./host.js";
export type {
  Deadlines,
  Earlier,
  Inspection,
  Json,
  MitigationPlugin,
  RevertEnd,
  RevertOptions,
  RevertResult,
} from "./mitigation-plugin.js";
export { PluginError } from "./plugin-error.js";
export { pluginToken } from "./plugin-token.js";
export type { HttpRequest, SimulatedResponse } from "./simulation.js";
export { type JsonTables, jsonTables, spliceJson } from "./splice-json.js";
