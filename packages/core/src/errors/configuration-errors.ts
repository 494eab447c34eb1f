import type { ErrorEntry } from "./error-entry.js";

export const configurationErrors = {
  USAGE: { stage: "usage", meaning: "The command line is not of the command's form.", remedy: "see stopgap --help" },
  CONFIGURATION_NOT_FOUND: {
    stage: "configuration",
    meaning: "No configuration file where one was looked for.",
    remedy: "name one with --config, or make one with stopgap demo",
  },
  CONFIGURATION_INVALID: {
    stage: "configuration",
    meaning: "The configuration does not say what its schema asks for.",
    remedy: "correct the named key",
  },
  CONFIGURATION_WRITABLE: {
    stage: "configuration",
    meaning: "The program runs as root, and others than root may change its configuration.",
    remedy: "take the right to write from group and others: chmod go-w",
  },
  RUNTIME_STOPPED: {
    stage: "usage",
    meaning: "A runtime that was stopped was asked to work.",
    remedy: "make a new one with createRuntime",
  },
  SERVER_UNKNOWN: {
    stage: "configuration",
    meaning: "The named server is not in the configuration and not in the log.",
    remedy: "name a server that stopgap get lists",
  },
  MITIGATION_UNKNOWN: {
    stage: "usage",
    meaning: "The named mitigation is neither in the newest feed nor applied.",
    remedy: "name one that stopgap mitigations lists",
  },
  SERVE_DIRECTORY: {
    stage: "configuration",
    meaning: "The folder a feed is to be served from is not a folder that can be read.",
    remedy: "name the folder that holds the signed feed",
  },
  SERVE_ADDRESS: {
    stage: "configuration",
    meaning: "The address or port to serve on is taken, not allowed, or not one of this machine.",
    remedy: "choose another port or address, or stop the program that has it",
  },
  EDGE_ROLE: {
    stage: "configuration",
    meaning: "The server has the Edge Transport role, on which no emergency mitigations run.",
    remedy: "run it on a server with the Mailbox role",
  },
  RULES_INVALID: {
    stage: "usage",
    meaning: "The file given to simulate holds no rules, or rules that are broken.",
    remedy: "correct the rules, or name a web.config or a file with a rewrite element",
  },
  FILE_UNREADABLE: {
    stage: "usage",
    meaning: "A file named on the command line cannot be read.",
    remedy: "name a file that is there and may be read",
  },
  FILE_UNWRITABLE: {
    stage: "usage",
    meaning: "A file named on the command line cannot be written, or is there already.",
    remedy: "name another file, or one in a folder that may be written to",
  },
} as const satisfies Record<string, ErrorEntry>;
