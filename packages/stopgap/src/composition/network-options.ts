import type { NetworkOptions } from "@stopgap/core";
import type { Configuration } from "../configuration/configuration.js";

/** The way out that the feed and revocation lists are fetched on. */
export function networkOptions({ feed }: Configuration): NetworkOptions {
  return {
    proxy: feed.proxy,
    ca: feed.ca === null ? [] : [feed.ca],
    timeoutMs: feed.timeout,
    maxBytes: feed.maxBytes,
  };
}
