import type { NetworkOptions } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";

/** The way out that the feed and revocation lists are fetched on. */
export function networkOptions({ feed }: Configuration): NetworkOptions {
  const direct = feed.proxy === "none";
  return {
    proxy: direct ? null : feed.proxy,
    ...(direct ? { environment: {} } : {}),
    ca: feed.ca === null ? [] : [feed.ca],
    timeoutMs: feed.timeout,
    maxBytes: feed.maxBytes,
  };
}
