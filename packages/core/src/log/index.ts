/** What an event log is made of, for those who write another: `@stopgap/core/log`. */
export { StopgapError } from "../errors/stopgap-error.js";
export { type ChainCode, type ChainProblem, ChainWalk, continueChain, verifyLines } from "./chain.js";
export {
  type Checkpoint,
  checkpointLine,
  parseCheckpoint,
  signCheckpoint,
  verifyCheckpoint,
} from "./checkpoint.js";
export { exportLine, hashedText, hashOf, parseExportLine, zeroHash } from "./envelope.js";
export type { NewEvent, RecordedEvent, StoredEvent } from "./event.js";
export type { AppendOptions, EventLog, Head, ReadOptions } from "./event-log.js";
export { MemoryEventLog } from "./memory-event-log.js";
export { type AppendPlan, type CheckedEvent, checkEvent, planAppend, recordedOf } from "./plan-append.js";
export { sha256Hex } from "./sha256.js";
