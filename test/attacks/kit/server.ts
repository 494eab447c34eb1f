import { createHash } from "node:crypto";
import { StopgapError } from "../../../packages/core/src/errors/stopgap-error.js";
import type { TrustPolicy } from "../../../packages/core/src/verify/trust-policy.js";
import type { AcceptedFeed, VerifiedFeed } from "../../../packages/core/src/verify/verified-feed.js";
import { verifyFeed } from "../../../packages/core/src/verify/verify-feed.js";
import { now, publisher } from "./publisher.js";

/** What a server of the tests trusts: the shared publishers' roots. */
export function policy(change: Partial<TrustPolicy> = {}): TrustPolicy {
  return {
    roots: [publisher().root],
    issuers: ["CN=Stopgap Feed Signing CA"],
    extendedKeyUsage: ["1.3.6.1.5.5.7.3.3"],
    timestampRoots: [],
    revocation: { mode: "off", crls: [], fetchCrl: null },
    freshness: { requireSerial: false },
    maxBytes: 5 * 1024 * 1024,
    ...change,
  };
}

export interface Circumstances {
  readonly policy?: TrustPolicy;
  readonly at?: Date;
  readonly accepted?: AcceptedFeed | null;
}

export async function accept(document: Uint8Array | string, circumstances: Circumstances = {}): Promise<VerifiedFeed> {
  const bytes = typeof document === "string" ? Buffer.from(document) : document;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return verifyFeed(
    { url: "file:feed.xml", bytes, sha256, notModified: false, validators: { etag: null, lastModified: null } },
    circumstances.policy ?? policy(),
    { now: circumstances.at ?? now, accepted: circumstances.accepted ?? null },
  );
}

/** `"accepted"`, or the code a server refuses the document with. Anything but a `StopgapError` is thrown on. */
export async function verdict(document: Uint8Array | string, circumstances: Circumstances = {}): Promise<string> {
  try {
    await accept(document, circumstances);
    return "accepted";
  } catch (error) {
    if (error instanceof StopgapError && error.stage === "verify") return error.code;
    throw error;
  }
}
