/** What an event log is made of, for those who write another: `@stopgap/core/log`. */
export { StopgapError } from "../errors/stopgap-error.js";
export { type ChainCode, type ChainProblem, ChainWalk, continueChain, verifyLines } from "./chain.js";
export {
  type Checkpoint,
  type CheckpointFile,
  checkpointLine,
  parseCheckpoint,
  parseCheckpoints,
  signCheckpoint,
  verifyCheckpoint,
} from "./checkpoint.js";
export { exportLine, hashedText, hashOf, parseExportLine, type UnhashedEvent, zeroHash } from "./envelope.js";
export type { NewEvent, RecordedEvent, StoredEvent } from "./event.js";
export type { AppendOptions, EventLog, Head, ReadOptions } from "./event-log.js";
export { exportLines } from "./export-lines.js";
export { importLines } from "./import-lines.js";
export { linesOf } from "./lines-of.js";
export { MemoryEventLog } from "./memory-event-log.js";
export { type AppendPlan, type CheckedEvent, checkEvent, planAppend, recordedOf, withData } from "./plan-append.js";
export { namedDocument, referencedDocument } from "./referenced-document.js";
export { sha256Hex } from "./sha256.js";
export { type SubscribeOptions, subscribe } from "./subscribe.js";
export { createUpcast, type Upcast, type Upcaster } from "./upcast.js";
export { upcast, upcasters } from "./upcasters.js";
export {
  type LogProblem,
  type LogProblemCode,
  type LogVerification,
  mostProblems,
  type VerifyLogOptions,
  verifyLog,
} from "./verify-log.js";
