import type { ErrorEntry } from "./error-entry.js";

/** Of the service and of the ways out of it: none of them stops a cycle. */
export const outletErrors = {
  NOTIFY_NO_TARGET: {
    stage: "configuration",
    meaning: "Notifications are to be tried, and the configuration names nobody to be told.",
    remedy: "name a target under notify",
  },
  NOTIFY_FAILED: {
    stage: "host",
    meaning: "A notification could not be delivered.",
    remedy: "check the target with stopgap notify test",
    retryable: true,
  },
  JOURNAL_FAILED: {
    stage: "host",
    meaning: "The system's event log did not take an entry.",
    remedy: "check journald, syslog or the Application log; log.system: false leaves it out",
    retryable: true,
  },
  METRICS_UNAVAILABLE: {
    stage: "host",
    meaning: "The metrics file cannot be written, or the metrics port cannot be opened.",
    remedy: "choose another metrics.port, or check the log folder",
    retryable: true,
  },
  DIAGNOSTICS_FAILED: {
    stage: "host",
    meaning: "Diagnostic data could not be sent, or their key cannot be read.",
    remedy: "check diagnostics.url, or switch diagnostics off",
    retryable: true,
  },
  SERVICE_UNSUPPORTED: {
    stage: "host",
    meaning: "This system has no service manager that Stopgap knows.",
    remedy: "run stopgap run under the supervisor of your choice",
  },
  SERVICE_REFUSED: {
    stage: "host",
    meaning: "The service manager refused what was asked of it.",
    remedy: "run it as an administrator, and read what the service manager says",
  },
} as const satisfies Record<string, ErrorEntry>;
