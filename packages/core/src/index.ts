export { connectivityText } from "./connectivity/connectivity-text.js";
export {
  type ConnectivityReport,
  type ConnectivityTest,
  type LayerResult,
  testConnectivity,
} from "./connectivity/test-connectivity.js";
export type { CyclePolicy, ServerDescription, VerifyDocument } from "./cycle/cycle-context.js";
export type { ActionOutcome, CycleOutcome } from "./cycle/cycle-outcome.js";
export type { ServerIdentity } from "./decide/applies-to.js";
export { type Blockable, names } from "./decide/blocks.js";
export { parseBuild } from "./decide/build.js";
export { decide } from "./decide/decide.js";
export type { Decision, DecisionName, Status } from "./decide/decision.js";
export { type Drift, type DriftKind, driftWords } from "./decide/drift.js";
export { type ExplainedRule, explain } from "./decide/explain.js";
export type { ActionFacts, DecisionFacts, DecisionSettings, Reason } from "./decide/facts.js";
export { oneLine } from "./decide/one-line.js";
export type { ErrorCode } from "./errors/catalogue.js";
export { catalogue } from "./errors/catalogue.js";
export type { ErrorEntry, Stage } from "./errors/error-entry.js";
export { type FailureReport, failureOf } from "./errors/failure-of.js";
export { StopgapError, type StopgapErrorOptions } from "./errors/stopgap-error.js";
export { createFeedSource } from "./feed/create-feed-source.js";
export { type CrlAttempt, type CrlFetcher, createCrlFetcher } from "./feed/crl-fetcher.js";
export type * from "./feed/feed.js";
export type { FeedSource, KeptDocument } from "./feed/feed-source.js";
export { type KeptDocumentPlace, keptDocument } from "./feed/fetch-feed.js";
export type { FetchedDocument, Validators } from "./feed/fetched-document.js";
export { createFileFeedSource, type FileFeedSourceOptions } from "./feed/file-feed-source.js";
export type { Environment } from "./feed/http/choose-proxy.js";
export { type Layer, type LayerObserver, layers } from "./feed/http/layer.js";
export type { NetworkOptions } from "./feed/http/network-options.js";
export { createHttpFeedSource, type HttpFeedSourceOptions } from "./feed/http-feed-source.js";
export type { HostContext } from "./host/host-context.js";
export { openLinuxHost } from "./host/linux-host.js";
export type { OpenHost } from "./host/open-host.js";
export type { FileChange } from "./host/overlay-host.js";
export { openSandboxHost } from "./host/sandbox-host.js";
export { openWindowsHost } from "./host/windows-host.js";
export type { LeftOnHost } from "./inspect/left-on-host.js";
export {
  type Checkpoint,
  type CheckpointFile,
  checkpointLine,
  parseCheckpoint,
  parseCheckpoints,
  signCheckpoint,
  verifyCheckpoint,
} from "./log/checkpoint.js";
export { exportLine, hashedText, hashOf, parseExportLine, type UnhashedEvent, zeroHash } from "./log/envelope.js";
export type { NewEvent, RecordedEvent, StoredEvent } from "./log/event.js";
export type { AppendOptions, EventLog, Head, ReadOptions } from "./log/event-log.js";
export {
  type About,
  type EventData,
  type EventType,
  eventVersions,
  type Handover,
  isStopgapEvent,
  organizationStream,
  type StartedPlugin,
  type StopgapEvent,
  serverOfStream,
  serverStream,
  type Typed,
} from "./log/event-types.js";
export { exportLines } from "./log/export-lines.js";
export { importLines } from "./log/import-lines.js";
export { linesOf } from "./log/lines-of.js";
export { MemoryEventLog } from "./log/memory-event-log.js";
export { referencedDocument } from "./log/referenced-document.js";
export { type SubscribeOptions, subscribe } from "./log/subscribe.js";
export { upcast } from "./log/upcasters.js";
export {
  type LogProblem,
  type LogProblemCode,
  type LogVerification,
  type VerifyLogOptions,
  verifyLog,
} from "./log/verify-log.js";
export type { CyclePlan, PlannedChange } from "./plan-cycle.js";
export { changeText } from "./plugin/changed-plugins.js";
export { apiVersion } from "./plugin/check-plugin.js";
export { holdRejectionWatch } from "./plugin/leaked-rejections.js";
export { type ImportedPlugin, importPlugin, importPluginFolder, loadPlugins } from "./plugin/load-plugins.js";
export type { LoadedPlugin } from "./plugin/loaded-plugin.js";
export { missingPrerequisites } from "./plugin/plugin-health.js";
export { withItsFolder, writableByOthers } from "./plugin/writable-by-others.js";
export { evolve } from "./project/evolve.js";
export { fold } from "./project/fold.js";
export {
  type AppliedMitigation,
  type Block,
  type Failure,
  initialState,
  type LastDecided,
  type LastFetched,
  type LastVerified,
  type ServerState,
  type State,
  serverState,
} from "./project/state.js";
export type { Handling } from "./replay/cycle-record.js";
export type { OtherConfiguration } from "./replay/other-configuration.js";
export { type Divergence, type Replay, type ReplayOptions, replayLog } from "./replay/replay-log.js";
export type { ReverifyDocument } from "./replay/reverify-document.js";
export type { Difference, WhatIfOutcome } from "./replay/what-if.js";
export type { RevertOptions, RevertOutcome } from "./revert-all.js";
export {
  createRuntime,
  type Runtime,
  type RuntimeLogger,
  type RuntimeOptions,
} from "./runtime.js";
export { isCronExpression } from "./schedule/cron.js";
export type { Schedule } from "./schedule/cycles.js";
export type { Act } from "./settings/change-settings.js";
export { judgeSnapshots, type SnapshotJudge, type SnapshotProblem } from "./snapshot/judge-snapshots.js";
export type { KeptSnapshot, SnapshotStore } from "./snapshot/snapshot-store.js";
export { type FoundSnapshot, findSnapshot, keepSnapshot, startState, type Unfit } from "./snapshot/start-state.js";
export { certificatesFromPem } from "./verify/certificate/certificates-from-pem.js";
export { type CertificateDescription, describeCertificate } from "./verify/certificate/describe-certificate.js";
export { type NamedAttribute, readIssuerPattern } from "./verify/certificate/issuer-pattern.js";
export type { RevocationPolicy, TrustPolicy } from "./verify/trust-policy.js";
export type { AcceptedFeed, TrustWarning, VerifiedFeed } from "./verify/verified-feed.js";
export { type VerifyContext, verifyFeed } from "./verify/verify-feed.js";
export { verifyFeedInWorker, type WorkerOptions } from "./verify/verify-feed-in-worker.js";
