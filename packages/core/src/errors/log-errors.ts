import type { ErrorEntry } from "./error-entry.js";

export const logErrors = {
  LOG_IN_USE: {
    stage: "log",
    meaning: "Another process writes this event log.",
    remedy: "stop the named process, or wait",
    retryable: true,
  },
  LOG_CONFLICT: {
    stage: "log",
    meaning: "The log had grown past the expected position.",
    remedy: "read what came and decide anew",
    retryable: true,
  },
  LOG_ID_REUSED: {
    stage: "log",
    meaning: "An event id was used before with other content.",
    remedy: "give each event its own id",
  },
  LOG_DAMAGED: {
    stage: "log",
    meaning: "The event log does not verify.",
    remedy: "run stopgap audit verify and keep a copy of the file",
  },
  LOG_UNWRITABLE: {
    stage: "log",
    meaning: "The event log cannot be written.",
    remedy: "check space, owner and permissions of store.file",
  },
} as const satisfies Record<string, ErrorEntry>;
