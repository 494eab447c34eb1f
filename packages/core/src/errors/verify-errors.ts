import type { ErrorEntry } from "./error-entry.js";

export const verifyErrors = {
  DOCUMENT_TOO_LARGE: {
    stage: "verify",
    meaning: "The document has more bytes than feed.maxBytes.",
    remedy: "check feed.url; raise feed.maxBytes if the feed is really that large",
  },
} as const satisfies Record<string, ErrorEntry>;
