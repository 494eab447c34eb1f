import { StopgapError } from "../../errors/stopgap-error.js";
import { signatureAlgorithm } from "./algorithm-identifier.js";
import type { Certificate } from "./certificate.js";
import { sameName } from "./distinguished-name.js";
import { isSignedBy } from "./verify-signature.js";

/** Leaf first, the pinned root last. */
export type Path = readonly [Certificate, ...Certificate[], Certificate];

const maxDepth = 8;
const maxAttempts = 32;
const maxSteps = 256;
const maxSignatures = 32;

/** Near misses, kept to name the attack when no path is found. */
interface Misses {
  untrustedRoot: Certificate | null;
  badSignature: { readonly child: Certificate; readonly issuer: Certificate } | null;
  keyIdMismatch: Certificate | null;
  tooDeep: boolean;
  /** Pairs of certificates whose names fit, so that a signature was checked. */
  readonly pairs: Set<string>;
}

/**
 * The first path of names, key ids and signatures from `leaf` over `pool` to one of `roots` that `check` does not throw on.
 * Where there is none: what `check` said of the first path found, else the code of the nearest miss, CERTIFICATE_ROOT_UNKNOWN if
 * there is none. Work is bounded whatever the pool holds.
 */
export function findPath(
  leaf: Certificate,
  pool: readonly Certificate[],
  roots: readonly Certificate[],
  check: (path: Path) => void,
): Path {
  const misses: Misses = {
    untrustedRoot: null,
    badSignature: null,
    keyIdMismatch: null,
    tooDeep: false,
    pairs: new Set(),
  };
  let refusal: unknown = null;
  let attempts = 0;
  let steps = 0;

  const search = (head: Certificate, below: readonly Certificate[]): Path | null => {
    steps += 1;
    if (steps > maxSteps || attempts >= maxAttempts) return null;
    for (const root of roots) {
      if (root === head || !isIssuer(head, root, misses)) continue;
      const path: Path = below.length === 0 ? [head, root] : [below[0] ?? head, ...below.slice(1), head, root];
      attempts += 1;
      try {
        check(path);
        return path;
      } catch (cause) {
        if (!(cause instanceof StopgapError)) throw cause;
        refusal ??= cause;
      }
    }
    if (below.length + 2 > maxDepth) {
      misses.tooDeep = true;
      return null;
    }
    for (const issuer of pool) {
      if (roots.includes(issuer) || issuer === head || below.includes(issuer) || !isIssuer(head, issuer, misses))
        continue;
      if (sameName(issuer.issuer, issuer.subject)) misses.untrustedRoot ??= issuer;
      const found = search(issuer, [...below, head]);
      if (found !== null) return found;
    }
    return null;
  };

  const path = search(leaf, []);
  if (path !== null) return path;
  throw refusal instanceof Error ? refusal : whyNone(leaf, misses);
}

function isIssuer(child: Certificate, issuer: Certificate, misses: Misses): boolean {
  if (!sameName(child.issuer, issuer.subject)) return false; // RFC 5280 6.1.3 (a)(4)
  misses.pairs.add(`${child.fingerprint} ${issuer.fingerprint}`);
  if (misses.pairs.size > maxSignatures) return false;
  const signed = isSignedBy(child, issuer); // RFC 5280 6.1.3 (a)(1)
  if (!keyIdsAgree(child, issuer)) {
    if (signed) misses.keyIdMismatch ??= child;
    return false;
  }
  if (!signed) misses.badSignature ??= { child, issuer };
  return signed;
}

/** RFC 5280 4.2.1.1: what the child says of its issuer's key id, name and serial holds, where it says so. */
function keyIdsAgree(child: Certificate, issuer: Certificate): boolean {
  const named = child.authorityKeyId;
  if (named === null) return true;
  if (named.keyId !== null && issuer.subjectKeyId !== null && named.keyId !== issuer.subjectKeyId) return false;
  if (named.serial !== null && named.serial !== issuer.serial) return false;
  if (named.issuer === null) return true;
  return named.issuer.some((name) => name.form === "directory" && sameName(name.name, issuer.issuer));
}

function whyNone(leaf: Certificate, misses: Misses): StopgapError {
  if (misses.pairs.size > maxSignatures) {
    return new StopgapError(
      "CERTIFICATE_TOO_MANY",
      `more than ${maxSignatures} pairs of certificates could have issued one another by their names`,
    );
  }
  if (misses.tooDeep) {
    return new StopgapError(
      "CERTIFICATE_PATH_LENGTH",
      `the chain of ${leaf.subject.text} has more than ${maxDepth} certificates below the root`,
    );
  }
  if (misses.untrustedRoot === null && misses.badSignature !== null) return whyNotSigned(misses.badSignature);
  if (misses.untrustedRoot === null && misses.keyIdMismatch !== null) {
    const { subject, issuer } = misses.keyIdMismatch;
    return new StopgapError(
      "CERTIFICATE_KEY_ID_MISMATCH",
      `the certificate ${subject.text} names another key of ${issuer.text} than the one that signed it`,
    );
  }
  const last = misses.untrustedRoot?.subject.text ?? leaf.issuer.text;
  return new StopgapError(
    "CERTIFICATE_ROOT_UNKNOWN",
    `the chain of ${leaf.subject.text} does not lead to a configured root; it ends at ${last}`,
  );
}

function whyNotSigned({ child, issuer }: NonNullable<Misses["badSignature"]>): StopgapError {
  if (signatureAlgorithm(child.signature.algorithm) === null) {
    return new StopgapError(
      "CERTIFICATE_ALGORITHM",
      `the certificate ${child.subject.text} is signed with ${child.signature.algorithm.oid}, which is not accepted`,
    );
  }
  if (!issuer.publicKey.accepted) {
    return new StopgapError(
      "CERTIFICATE_KEY_WEAK",
      `the certificate ${issuer.subject.text} has ${issuer.publicKey.why}`,
    );
  }
  return new StopgapError(
    "CERTIFICATE_SIGNATURE_INVALID",
    `the signature on the certificate ${child.subject.text} is not one of ${issuer.subject.text}`,
  );
}
