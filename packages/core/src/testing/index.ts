export { type EventLogLaw, eventLogLaws } from "./event-log-laws.js";
export type { FakeAnswer } from "./fake-answer.js";
export * as fakeAnswers from "./fake-answer.js";
export {
  type FakeFeedServer,
  type FakeFeedServerOptions,
  type FakeRequest,
  startFakeFeedServer,
} from "./fake-feed-server.js";
export { type FakeProxy, type FakeProxyOptions, type FakeProxyRequest, startFakeProxy } from "./fake-proxy.js";
export type { HostCall, MemoryHost, MemoryHostOpening, MemoryHostOptions } from "./memory-host.js";
export { createMemoryHost } from "./memory-host.js";
export type { Law, PluginExamples, PluginLawOptions } from "./plugin-laws.js";
export { pluginLaws } from "./plugin-laws.js";
