import { StopgapError } from "../errors/stopgap-error.js";
import type { Feed } from "../feed/feed.js";
import { limits } from "./limits.js";
import type { AcceptedFeed } from "./verified-feed.js";

/** What freshness is judged by: the feed's own head, the countersignature's time, and the whole document's SHA-256. */
export interface FreshnessCandidate extends Pick<Feed, "profile" | "serial" | "issued" | "expires"> {
  readonly countersignedAt: string | null;
  readonly sha256: string;
  readonly contentSha256: string;
}

export interface FreshnessPolicy {
  readonly requireSerial: boolean;
}

/**
 * Throws where a signed feed is not the newest one known: rollback, fork, freeze, or from the future. The same serial is
 * a fork where the bytes the signature covers differ; the same content signed or countersigned anew is not.
 */
export function checkFreshness(
  candidate: FreshnessCandidate,
  accepted: AcceptedFeed | null,
  now: Date,
  { requireSerial }: FreshnessPolicy,
): void {
  if (candidate.serial === null) {
    if (requireSerial) throw new StopgapError("DOCUMENT_SERIAL_MISSING", "the feed has no serial, and one is required");
    checkWithoutSerial(candidate, accepted);
    return;
  }
  checkTimes(candidate, now);
  if (accepted === null || accepted.serial === null) return;
  if (candidate.serial < accepted.serial) {
    throw new StopgapError(
      "DOCUMENT_ROLLBACK",
      `the feed has serial ${candidate.serial}, and ${accepted.serial} was accepted before`,
    );
  }
  if (candidate.serial === accepted.serial && !hasSameContent(candidate, accepted)) {
    throw new StopgapError("DOCUMENT_FORK", `another feed with serial ${candidate.serial} was accepted before`);
  }
}

function hasSameContent(candidate: FreshnessCandidate, accepted: AcceptedFeed): boolean {
  return accepted.contentSha256 === undefined
    ? candidate.sha256 === accepted.sha256
    : candidate.contentSha256 === accepted.contentSha256;
}

function checkTimes({ issued, expires }: FreshnessCandidate, now: Date): void {
  if (issued !== null && Date.parse(issued) > now.getTime() + limits.issuedAhead) {
    throw new StopgapError("DOCUMENT_ISSUED_AHEAD", `the feed was issued at ${issued}, and it is ${now.toISOString()}`);
  }
  if (expires !== null && Date.parse(expires) <= now.getTime()) {
    throw new StopgapError("DOCUMENT_EXPIRED", `the feed expired at ${expires}, and it is ${now.toISOString()}`);
  }
}

/** EOCS 1.0: the countersignature's time takes the serial's place. */
function checkWithoutSerial(candidate: FreshnessCandidate, accepted: AcceptedFeed | null): void {
  if (accepted === null) return;
  if (accepted.serial !== null) {
    throw new StopgapError("DOCUMENT_ROLLBACK", `the feed has no serial, and ${accepted.serial} was accepted before`);
  }
  const { countersignedAt } = candidate;
  const newest = accepted.countersignedAt;
  if (newest === null) return;
  if (countersignedAt === null || Date.parse(countersignedAt) < Date.parse(newest)) {
    const time = countersignedAt === null ? "has no countersignature" : `was countersigned at ${countersignedAt}`;
    throw new StopgapError("DOCUMENT_ROLLBACK", `the feed ${time}, and one of ${newest} was accepted before`);
  }
  if (Date.parse(countersignedAt) === Date.parse(newest) && !hasSameContent(candidate, accepted)) {
    throw new StopgapError("DOCUMENT_FORK", `another feed countersigned at ${newest} was accepted before`);
  }
}
