import type { FeedSource } from "./feed-source.js";
import { createFileFeedSource } from "./file-feed-source.js";
import type { NetworkOptions } from "./http/network-options.js";
import { createHttpFeedSource } from "./http-feed-source.js";

/** The source for a feed's URL by its scheme, `https:` or `file:`; throws CONFIGURATION_INVALID for any other. */
export function createFeedSource(url: string, options: NetworkOptions): FeedSource {
  return /^file:/i.test(url) ? createFileFeedSource({ ...options, url }) : createHttpFeedSource({ ...options, url });
}
