import { StopgapError } from "../../errors/stopgap-error.js";
import { Asn1Error } from "./asn1/asn1-error.js";
import type { Certificate } from "./certificate.js";
import { checkProfile } from "./check-profile.js";
import { sameName } from "./distinguished-name.js";
import { KEY_USAGE, readPolicyConstraints, timeStamping } from "./extensions.js";
import type { Path } from "./find-path.js";
import { disallowedName, type NameConstraints, readNameConstraints } from "./name-constraints.js";

export interface PathRequirements {
  /** When the certificates have to be valid. */
  readonly at: Date;
  /** Dotted OIDs the leaf has to have, every one; CAs that limit extended key usage have to allow every one. */
  readonly extendedKeyUsage: readonly string[];
}

/** RFC 5280 6.1 from the root down, the root held to the same rules. Signatures and names are `findPath`'s. */
export function checkPath(path: Path, { at, extendedKeyUsage }: PathRequirements): void {
  const downwards = path.toReversed();
  const constraints: NameConstraints[] = [];
  let allowedBelow = Number.POSITIVE_INFINITY;
  for (const [index, certificate] of downwards.entries()) {
    const isRoot = index === 0;
    const isLeaf = index === downwards.length - 1;
    const selfIssued = sameName(certificate.issuer, certificate.subject);
    checkProfile(certificate, isRoot ? "root" : isLeaf ? "leaf" : "intermediate");
    checkValidity(certificate, at);
    // RFC 5280 6.1.3 (b) and (c): self-issued certificates are exempt unless they are the last
    if (!isRoot && (isLeaf || !selfIssued)) checkNames(certificate, constraints);
    if (isLeaf) {
      checkLeaf(certificate, extendedKeyUsage);
      return;
    }
    checkAuthority(certificate, extendedKeyUsage);
    if (!isRoot && !selfIssued) {
      // RFC 5280 6.1.4 (l)
      if (allowedBelow <= 0) {
        throw new StopgapError(
          "CERTIFICATE_PATH_LENGTH",
          `a CA above ${certificate.subject.text} does not allow a CA below it`,
        );
      }
      allowedBelow -= 1;
    }
    allowedBelow = Math.min(allowedBelow, certificate.basicConstraints?.pathLength ?? allowedBelow); // RFC 5280 6.1.4 (m)
    const named = readConstraints(certificate); // RFC 5280 6.1.4 (g)
    if (named !== null) constraints.push(named);
  }
}

function checkValidity({ subject, notBefore, notAfter }: Certificate, at: Date): void {
  // RFC 5280 6.1.3 (a)(2). Not a time at all counts as before everything.
  if (!(at >= notBefore)) {
    const message = `the certificate ${subject.text} is valid from ${notBefore.toISOString()}, and it is judged at ${formatTime(at)}`;
    throw new StopgapError("CERTIFICATE_NOT_YET_VALID", message);
  }
  // A certificate is valid through the whole second of notAfter.
  if (at.getTime() >= notAfter.getTime() + 1000) {
    const message = `the certificate ${subject.text} was valid to ${notAfter.toISOString()}, and it is judged at ${formatTime(at)}`;
    throw new StopgapError("CERTIFICATE_EXPIRED", message);
  }
}

function formatTime(time: Date): string {
  return Number.isNaN(time.getTime()) ? "no time" : time.toISOString();
}

function checkNames(certificate: Certificate, constraints: readonly NameConstraints[]): void {
  const name = disallowedName(certificate, constraints);
  if (name === null) return;
  throw new StopgapError(
    "CERTIFICATE_NAME_CONSTRAINT",
    `a name (${name.form}) of the certificate ${certificate.subject.text} is outside what a CA above it may issue`,
  );
}

function checkAuthority(certificate: Certificate, extendedKeyUsage: readonly string[]): void {
  const { subject, basicConstraints, keyUsage, extensions } = certificate;
  // RFC 5280 6.1.4 (k), 4.2.1.9: critical in every CA certificate
  if (basicConstraints?.ca !== true || extensions.get("2.5.29.19")?.critical !== true) {
    throw new StopgapError(
      "CERTIFICATE_NOT_CA",
      `the certificate ${subject.text} issued another but is not, critically, a CA's`,
    );
  }
  // RFC 5280 6.1.4 (n)
  if (keyUsage !== null && !keyUsage.has(KEY_USAGE.keyCertSign)) {
    throw new StopgapError(
      "CERTIFICATE_KEY_USAGE",
      `the CA certificate ${subject.text} is not for signing certificates`,
    );
  }
  const constraints = extensions.get("2.5.29.36");
  if (
    constraints !== undefined &&
    malformedAs(certificate, () => readPolicyConstraints(constraints.value)).requireExplicitPolicy
  ) {
    throw new StopgapError(
      "CERTIFICATE_CRITICAL_EXTENSION",
      `the CA certificate ${subject.text} requires an explicit policy, which is not processed`,
    );
  }
  checkPurposes(certificate, extendedKeyUsage, certificate.extendedKeyUsage === null ? null : "intermediate");
}

function checkLeaf(certificate: Certificate, extendedKeyUsage: readonly string[]): void {
  const { subject, basicConstraints, keyUsage, extensions } = certificate;
  if (basicConstraints?.ca === true) {
    throw new StopgapError("CERTIFICATE_LEAF_IS_CA", `the signer's certificate ${subject.text} is a CA's`);
  }
  if (extensions.has("2.5.29.30")) {
    throw new StopgapError(
      "CERTIFICATE_MALFORMED",
      `the certificate ${subject.text} has name constraints but is not a CA's`,
    );
  }
  // RFC 5280 4.2.1.12: time stamping goes with either of the two
  const isForSigning =
    keyUsage?.has(KEY_USAGE.digitalSignature) === true ||
    (keyUsage?.has(KEY_USAGE.contentCommitment) === true && extendedKeyUsage.includes(timeStamping));
  // RFC 5280 4.2.1.3: keyCertSign only with cA; 6.1.5 leaves the leaf's use to us
  if (keyUsage !== null && (keyUsage.has(KEY_USAGE.keyCertSign) || !isForSigning)) {
    throw new StopgapError(
      "CERTIFICATE_KEY_USAGE",
      `the signer's certificate ${subject.text} is not for signing data only`,
    );
  }
  checkPurposes(certificate, extendedKeyUsage, "leaf");
}

function checkPurposes(certificate: Certificate, wanted: readonly string[], as: "leaf" | "intermediate" | null): void {
  if (as === null) return;
  // RFC 5280 4.2.1.12, without anyExtendedKeyUsage
  const missing = wanted.filter((purpose) => !(certificate.extendedKeyUsage ?? []).includes(purpose));
  if (missing.length === 0) return;
  throw new StopgapError(
    "CERTIFICATE_EKU_MISSING",
    `the ${as === "leaf" ? "signer's" : "CA"} certificate ${certificate.subject.text} lacks the extended key usage ${missing.join(", ")}`,
  );
}

function readConstraints(certificate: Certificate): NameConstraints | null {
  const extension = certificate.extensions.get("2.5.29.30");
  return extension === undefined ? null : malformedAs(certificate, () => readNameConstraints(extension.value));
}

function malformedAs<T>(certificate: Certificate, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause;
    throw new StopgapError(
      "CERTIFICATE_MALFORMED",
      `the certificate ${certificate.subject.text} has ${cause.message}`,
      { cause },
    );
  }
}
