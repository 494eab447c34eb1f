import { StopgapError } from "../../errors/stopgap-error.js";
import type { Certificate } from "./certificate.js";
import { sameName } from "./distinguished-name.js";
import { isSignedBy } from "./verify-signature.js";

/** Signatures are checked to tell candidates apart, before anything is trusted: no more of them than this. */
const maxCandidates = 3;

/**
 * The end-entity certificate of a set: the one that issued no other and is not a CA.
 * CERTIFICATE_LEAF_AMBIGUOUS where several could be meant, CERTIFICATE_LEAF_IS_CA where only a CA is left.
 */
export function chooseLeaf(certificates: readonly Certificate[], roots: readonly Certificate[]): Certificate {
  const pinned = new Set(roots.map((root) => root.fingerprint));
  const others = certificates.filter((certificate) => !pinned.has(certificate.fingerprint));
  const candidates = others.filter(({ basicConstraints }) => basicConstraints?.ca !== true);
  if (candidates.length > maxCandidates) {
    throw new StopgapError(
      "CERTIFICATE_LEAF_AMBIGUOUS",
      `${candidates.length} certificates beside the CAs' could be the signer's`,
    );
  }
  const issued = (child: Certificate, end: Certificate): boolean =>
    child !== end && sameName(child.issuer, end.subject) && isSignedBy(child, end);
  const leaves = candidates.filter((end) => !others.some((child) => issued(child, end)));
  const [leaf, second] = leaves;
  if (leaf !== undefined && second === undefined) return leaf;
  if (leaf !== undefined && second !== undefined) {
    throw new StopgapError(
      "CERTIFICATE_LEAF_AMBIGUOUS",
      `${leaves.length} certificates could be the signer's, among them ${leaf.subject.text} and ${second.subject.text}`,
    );
  }
  const [ca] = others;
  if (ca !== undefined) {
    throw new StopgapError(
      "CERTIFICATE_LEAF_IS_CA",
      `the only signer's certificate there is, ${ca.subject.text}, is a CA's`,
    );
  }
  throw new StopgapError("CERTIFICATE_MISSING", "the document carries no signer's certificate");
}
