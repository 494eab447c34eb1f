import type { ErrorEntry } from "./error-entry.js";

export const applyErrors = {
  PARAMETERS_REFUSED: {
    stage: "decide",
    meaning: "The action's Value is not what its mitigation type accepts.",
    remedy: "tell the publisher of the feed; nothing was changed",
  },
  TYPE_UNKNOWN: {
    stage: "decide",
    meaning: "No loaded plugin serves the action's mitigation type.",
    remedy: "add the package that serves this type under plugins",
  },
  ACTION_UNINTELLIGIBLE: {
    stage: "decide",
    meaning: "The feed describes the action in a way that cannot be understood without guessing.",
    remedy: "tell the publisher of the feed; nothing was changed",
  },
  PREREQUISITE_MISSING: {
    stage: "decide",
    meaning: "The host lacks something the mitigation type needs.",
    remedy: "install what is named; the next cycle tries again",
  },
  INSPECTION_FAILED: {
    stage: "decide",
    meaning: "The host could not be inspected for this action.",
    remedy: "read the message; the next cycle tries again",
    retryable: true,
  },
  NOT_EFFECTIVE: {
    stage: "apply",
    meaning: "After apply, the host was inspected and is not as wanted.",
    remedy: "look for another program that changes it back; the next cycle tries again",
    retryable: true,
  },
  HOST_CHANGED: {
    stage: "apply",
    meaning: "Somebody changed on the host what the mitigation had set, so its undo would overwrite their change.",
    remedy: "restore it by hand, or use --force, which keeps a copy",
  },
  NOT_APPLIED: {
    stage: "apply",
    meaning: "The named mitigation is not applied, so there is nothing to undo.",
    remedy: "see stopgap get for what is applied",
  },
  HOST_PATH_REFUSED: {
    stage: "host",
    meaning: "A path leads out of the host, or is of a form that could.",
    remedy: "use a full path with a drive letter below the host's root",
  },
  HOST_RUN_REFUSED: {
    stage: "host",
    meaning: "This kind of host runs no programs.",
    remedy: "use a host of kind windows or linux",
  },
  HOST_RUN_FAILED: {
    stage: "host",
    meaning: "A program could not be started, or did not end by itself.",
    remedy: "check that the named program is there and may be run; the next cycle tries again",
    retryable: true,
  },
  HOST_FILE_FAILED: {
    stage: "host",
    meaning: "The system refuses to read or write a file of the host.",
    remedy: "check space, owner and permissions of the named file; the next cycle tries again",
    retryable: true,
  },
  HOST_FILE_TOO_LARGE: {
    stage: "host",
    meaning: "A file of the host is larger than any that a mitigation has a reason to touch.",
    remedy: "look at the named file; nothing was changed",
  },
} as const satisfies Record<string, ErrorEntry>;
