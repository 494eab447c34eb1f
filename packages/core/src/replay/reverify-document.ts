import type { AcceptedFeed, VerifiedFeed } from "../verify/verified-feed.js";

/** Verifies a kept document as of its time; the server's policy, without asking the network. */
export type ReverifyDocument = (
  bytes: Uint8Array,
  sha256: string,
  now: Date,
  accepted: AcceptedFeed | null,
) => Promise<VerifiedFeed>;
