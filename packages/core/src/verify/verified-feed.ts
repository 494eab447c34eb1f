import type { Feed, FeedProfile } from "../feed/feed.js";

declare const verified: unique symbol;

/** A feed parsed from the bytes its signature covers, every check passed. Only `verifyFeed` makes one. */
export interface VerifiedFeed {
  readonly [verified]: true;
  /** Lower-case hex of the SHA-256 of the whole document. */
  readonly sha256: string;
  /** Lower-case hex of the SHA-256 of the bytes the signature covers: the same content signed anew has the same. */
  readonly contentSha256: string;
  readonly profile: FeedProfile;
  readonly serial: number | null;
  /** Subject of the leaf, e.g. `CN=Stopgap Feed Signing`. */
  readonly signer: string;
  readonly issuer: string;
  /** The time the certificates were judged at: now, or the countersignature's. ISO 8601 UTC. */
  readonly trustedAt: string;
  /** The countersignature's time where one was verified; takes the serial's place in EOCS 1.0. */
  readonly countersignedAt: string | null;
  readonly warnings: readonly TrustWarning[];
  readonly feed: Feed;
}

/** A certificate of the chain whose end is near. */
export interface TrustWarning {
  readonly subject: string;
  /** ISO 8601 UTC. */
  readonly notAfter: string;
  readonly daysLeft: number;
}

/** The newest feed that passed every check: what a later one must not be older than. */
export interface AcceptedFeed {
  readonly sha256: string;
  /** Where it is not known, `sha256` stands in for it. */
  readonly contentSha256?: string;
  readonly serial: number | null;
  readonly countersignedAt: string | null;
}
