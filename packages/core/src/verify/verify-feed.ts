import { createHash } from "node:crypto";
import { StopgapError } from "../errors/stopgap-error.js";
import type { FetchedDocument } from "../feed/fetched-document.js";
import { parseFeed } from "../feed/parse-feed.js";
import { verifyChain } from "./certificate/verify-chain.js";
import { checkFreshness } from "./freshness.js";
import { judgeTime } from "./judge-time.js";
import { scanXml } from "./scan/scan-xml.js";
import { checkDigest } from "./signature/check-digest.js";
import { checkSignedInfo } from "./signature/check-signed-info.js";
import { locateSignature, requireFeedRoot } from "./signature/locate-signature.js";
import type { TrustPolicy } from "./trust-policy.js";
import { trustWarnings } from "./trust-warnings.js";
import type { AcceptedFeed, VerifiedFeed } from "./verified-feed.js";

export interface VerifyContext {
  readonly now: Date;
  /** The newest feed that passed every check, or null where there is none. */
  readonly accepted: AcceptedFeed | null;
  readonly signal?: AbortSignal;
  /** Told each step taken, one sentence each. */
  readonly explain?: (step: string) => void;
}

/**
 * The feed a document holds, once every check has passed; rejects with a `StopgapError` of stage `verify` that names
 * what is wrong. Nothing of the document is believed before the step that proves it, and the feed is parsed from the
 * bytes the signature covers, never from what was downloaded.
 */
export async function verifyFeed(
  document: FetchedDocument,
  policy: TrustPolicy,
  context: VerifyContext,
): Promise<VerifiedFeed> {
  const { now, accepted, signal, explain } = context;
  requireSize(document.bytes, policy.maxBytes);
  const scanned = scanXml(document.bytes);
  requireFeedRoot(scanned);
  const located = locateSignature(scanned);
  explain?.("the document is strict XML with one signature of the accepted shape, last in its root");

  const judged = await judgeTime(located.parts, policy, context);
  const chain = await verifyChain({
    certificates: located.parts.certificates,
    roots: policy.roots,
    issuers: policy.issuers,
    extendedKeyUsage: policy.extendedKeyUsage,
    revocation: policy.revocation,
    at: judged.at,
    now,
    ...(signal === undefined ? {} : { signal }),
    ...(explain === undefined ? {} : { explain }),
  });
  const { publicKey: key, subject: signer, issuer } = chain.leaf;
  const signedInfo = checkSignedInfo(located, key);
  explain?.(`the key of ${signer} made the signature`);
  signal?.throwIfAborted();

  const signed = await checkDigest({ scanned, located, signedInfo, key, explain });
  const feed = parseFeed(signed);
  const sha256 = sha256Of(document.bytes);
  const contentSha256 = sha256Of(signed);
  const countersignedAt = firstCountersignature(judged.countersignedAt, sha256, contentSha256, accepted);
  checkFreshness({ ...feed, countersignedAt, sha256, contentSha256 }, accepted, now, policy.freshness);
  explain?.(`the feed, profile ${feed.profile}, is no older than the newest one accepted`);

  const { profile, serial } = feed;
  const trustedAt = judged.at.toISOString();
  const warnings = trustWarnings(chain, judged, now);
  return {
    sha256,
    contentSha256,
    profile,
    serial,
    signer,
    issuer,
    trustedAt,
    countersignedAt,
    warnings,
    feed,
  } as VerifiedFeed;
}

function requireSize({ length }: Uint8Array, maxBytes: number): void {
  if (length > maxBytes) {
    throw new StopgapError(
      "DOCUMENT_TOO_LARGE",
      `the document has ${length} bytes, and at most ${maxBytes} are looked at`,
    );
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * When the feed was first countersigned, as far as is known. Whoever can get a timestamp can countersign a known
 * signature again: a later time says nothing new about the same content, and would make what is published next look old.
 * What was verified about these very bytes before stays so while a CRL is out of reach.
 */
function firstCountersignature(
  found: string | null,
  sha256: string,
  contentSha256: string,
  accepted: AcceptedFeed | null,
): string | null {
  const before = accepted?.countersignedAt ?? null;
  if (found === null) return accepted?.sha256 === sha256 ? before : null;
  if (before === null || accepted?.contentSha256 !== contentSha256) return found;
  return Date.parse(before) < Date.parse(found) ? before : found;
}
