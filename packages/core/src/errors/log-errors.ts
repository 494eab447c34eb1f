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
  LOG_EVENT_REFUSED: {
    stage: "log",
    meaning: "An event is not of the envelope's form, or its data would not come back from JSON as it is.",
    remedy: "give the event plain JSON data and a time in ISO 8601 UTC",
  },
  LOG_IMPORT_REFUSED: {
    stage: "log",
    meaning: "Exported events do not continue the log's hash chain, or a line is not of the export's form.",
    remedy: "import a whole, unchanged export into an empty log",
  },
  LOG_DAMAGED: {
    stage: "log",
    meaning: "The event log does not verify.",
    remedy: "run stopgap audit verify and keep a copy of the file",
  },
  LOG_HISTORY_LOST: {
    stage: "log",
    meaning: "The log has not the event that a checkpoint outside it names: events are gone, or were put anew.",
    remedy: "run stopgap audit verify, keep a copy of the file, and look for who replaced it",
  },
  LOG_TOO_NEW: {
    stage: "log",
    meaning: "The event log, or an event in it, was written by a newer version of the program.",
    remedy: "use the version that wrote it, or a newer one",
  },
  LOG_UPCASTER_GAP: {
    stage: "log",
    meaning: "An event type has a version that no upcaster leads from to the current one.",
    remedy: "add the missing upcaster",
  },
  LOG_UNWRITABLE: {
    stage: "log",
    meaning: "The event log, or the log folder, cannot be written.",
    remedy: "check space, owner and permissions of store.file",
  },
  LOG_READ_ONLY: {
    stage: "log",
    meaning: "Something was to be written to an event log that was opened for reading.",
    remedy: "open the log for writing",
  },
  LOG_CLOSED: {
    stage: "log",
    meaning: "The event log was used after it was closed.",
    remedy: "open the log again",
  },
} as const satisfies Record<string, ErrorEntry>;
