import type { Certificate } from "../certificate/certificate.js";
import { sameName } from "../certificate/distinguished-name.js";
import { KEY_USAGE } from "../certificate/extensions.js";
import type { GeneralName } from "../certificate/general-name.js";
import { isSignedBy } from "../certificate/verify-signature.js";
import type { Crl, RevokedEntry } from "./crl.js";
import { distributionPoints } from "./distribution-points.js";

/** What one CRL says of one certificate. `other`: it is about other certificates; `unreadable`: nobody knows what it is about. */
export type CrlVerdict =
  | { readonly kind: "other" }
  | { readonly kind: "unreadable" | "invalid" | "stale"; readonly why: string }
  | { readonly kind: "good"; readonly nextUpdate: Date }
  | { readonly kind: "revoked"; readonly entry: RevokedEntry };

export interface CrlQuestion {
  readonly certificate: Certificate;
  /** The certificate whose key signed `certificate`, already good. */
  readonly issuer: Certificate;
  readonly at: Date;
  readonly now: Date;
}

/** Clocks may differ by so much. */
const skew = 5 * 60_000;

/** RFC 5280 6.3.3, for complete CRLs signed by the key that signed the certificate. Revocation counts from stale CRLs too. */
export function judgeCrl(crl: Crl, { certificate, issuer, at, now }: CrlQuestion): CrlVerdict {
  if (!sameName(crl.issuer, certificate.issuer)) return { kind: "other" };
  if (
    crl.authorityKeyId?.keyId != null &&
    issuer.subjectKeyId !== null &&
    crl.authorityKeyId.keyId !== issuer.subjectKeyId
  ) {
    return { kind: "other" };
  }
  // RFC 5280 6.3.3 (b)(2): the scope has to include the certificate
  const isCa = certificate.basicConstraints?.ca === true;
  if (crl.scope.only === (isCa ? "users" : "authorities")) return { kind: "other" };
  if (
    crl.scope.distributionPoint !== null &&
    !sharesName(crl.scope.distributionPoint, distributionPoints(certificate))
  ) {
    return { kind: "other" };
  }
  // RFC 5280 6.3.3 (f) and (g)
  if (issuer.keyUsage !== null && !issuer.keyUsage.has(KEY_USAGE.crlSign)) {
    return { kind: "invalid", why: `${issuer.subject.text} is not for signing CRLs` };
  }
  if (!isSignedBy(crl, issuer)) {
    return { kind: "invalid", why: `the signature on the CRL is not one of ${issuer.subject.text}` };
  }
  const entry = crl.revoked.get(certificate.serial);
  if (entry !== undefined && !isHarmless(entry, at)) return { kind: "revoked", entry };
  if (crl.thisUpdate.getTime() > now.getTime() + skew) return { kind: "invalid", why: "the CRL is from the future" };
  // An older CRL, replayed, says nothing about a revocation since; after its end a certificate is no longer listed (RFC 5280 3.3).
  const lastListed = certificate.notAfter < now ? certificate.notAfter : now;
  if (crl.nextUpdate < lastListed)
    return { kind: "stale", why: `the CRL was due for renewal on ${crl.nextUpdate.toISOString()}` };
  if (crl.hasFreshestCrl || certificate.extensions.has("2.5.29.46")) {
    return { kind: "stale", why: "deltas to the CRL are published, which are not processed" };
  }
  return { kind: "good", nextUpdate: crl.nextUpdate };
}

/** Reasons that do not put what was signed before in doubt: affiliation changed, superseded, cessation, privilege withdrawn. */
const harmlessReasons: readonly (number | null)[] = [3, 4, 5, 9];

function isHarmless({ date, reason }: RevokedEntry, at: Date): boolean {
  return date > at && harmlessReasons.includes(reason);
}

function sharesName(left: readonly GeneralName[], right: readonly GeneralName[]): boolean {
  return left.some((one) => right.some((other) => sameGeneralName(one, other)));
}

function sameGeneralName(one: GeneralName, other: GeneralName): boolean {
  if (one.form === "uri" && other.form === "uri") return one.text === other.text;
  if (one.form === "directory" && other.form === "directory") return sameName(one.name, other.name);
  return false;
}
