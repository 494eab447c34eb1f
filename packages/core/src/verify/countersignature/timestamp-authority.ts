import { createHash } from "node:crypto";
import { StopgapError } from "../../errors/stopgap-error.js";
import type { Certificate } from "../certificate/certificate.js";
import { timeStamping } from "../certificate/extensions.js";
import type { Path } from "../certificate/find-path.js";

/**
 * Authorities whose time-stamping certificates have the purpose alone but not critical, against RFC 3161 2.3. Each by the SHA-256
 * of its SubjectPublicKeyInfo: Microsoft Time-Stamp PCA 2010 (2010 to 2025), which countersigned the public Exchange feed.
 */
const withoutCriticality = new Set(["69920a5dfe6262abddb9b82053ca0e9af54667305fa86a570257162eda6345ab"]);

/** RFC 3161 2.3: the extended key usage of the signer is time stamping, alone and critical; COUNTERSIGNATURE_SIGNER otherwise. */
export function checkTimestampSigner(signer: Certificate): void {
  const purposes = signer.extendedKeyUsage ?? [];
  if (purposes.length === 1 && purposes[0] === timeStamping) return;
  throw new StopgapError(
    "COUNTERSIGNATURE_SIGNER",
    `the certificate ${signer.subject.text} of the countersignature is not for time stamping alone`,
  );
}

/** The rest of RFC 3161 2.3, which needs to know who issued the signer. */
export function checkTimestampCriticality([signer, issuer]: Path): void {
  if (signer.extensions.get("2.5.29.37")?.critical === true) return;
  if (withoutCriticality.has(createHash("sha256").update(issuer.publicKeyInfo).digest("hex"))) return;
  throw new StopgapError(
    "COUNTERSIGNATURE_SIGNER",
    `the certificate ${signer.subject.text} of the countersignature has its extended key usage not marked critical`,
  );
}
