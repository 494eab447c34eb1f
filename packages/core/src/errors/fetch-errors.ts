import type { ErrorEntry } from "./error-entry.js";

export const fetchErrors = {
  FETCH_DNS: {
    stage: "fetch",
    meaning: "The name of the feed server does not resolve.",
    remedy: "check feed.url and the name server",
    retryable: true,
  },
} as const satisfies Record<string, ErrorEntry>;
