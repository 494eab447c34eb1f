import type { KeyObject } from "node:crypto";
import { StopgapError } from "../../errors/stopgap-error.js";
import type { RevocationPolicy } from "../trust-policy.js";
import { chooseLeaf } from "./choose-leaf.js";
import { explainCertificates } from "./explain-certificates.js";
import { matchesIssuer } from "./issuer-pattern.js";
import { readPool, readRoots, validatePath } from "./validate-path.js";

export interface ChainInput {
  /** DER, in any order; duplicates and extras do no harm while the leaf stays unambiguous. */
  readonly certificates: readonly Uint8Array[];
  /** DER, pinned; an intermediate may be pinned too. */
  readonly roots: readonly Uint8Array[];
  /** The leaf's issuer has to match one of these; with none, nothing matches. */
  readonly issuers: readonly string[];
  /** Dotted OIDs, every one wanted. */
  readonly extendedKeyUsage: readonly string[];
  readonly at: Date;
  readonly revocation: RevocationPolicy;
  /** What the clock says, where that is not `at`: CRLs issued between the two count. */
  readonly now?: Date;
  readonly signal?: AbortSignal;
  readonly explain?: (step: string) => void;
}

export interface VerifiedChain {
  readonly leaf: {
    readonly der: Uint8Array;
    readonly publicKey: KeyObject;
    /** RFC 4514. */
    readonly subject: string;
    readonly issuer: string;
  };
  /** Leaf first, the pinned root last. */
  readonly path: readonly { readonly subject: string; readonly notAfter: Date }[];
}

/** The chain of the one leaf in `certificates` to a pinned root, every check passed; else a StopgapError of the verify stage. */
export async function verifyChain(input: ChainInput): Promise<VerifiedChain> {
  const { issuers, extendedKeyUsage, at, revocation, now = at, signal, explain } = input;
  signal?.throwIfAborted();
  const roots = readRoots(input.roots);
  const pool = readPool(input.certificates);
  explainCertificates(pool, "in the document", explain);
  const leaf = chooseLeaf(pool, roots);
  explain?.(`the signer's certificate is ${leaf.subject.text}`);
  const path = await validatePath({ leaf, pool, roots, extendedKeyUsage, at, now, revocation, signal, explain });
  if (!issuers.some((pattern) => matchesIssuer(leaf.issuer, pattern))) {
    throw new StopgapError(
      "CERTIFICATE_ISSUER_MISMATCH",
      `the signer's certificate is issued by ${leaf.issuer.text}, which is none of the configured issuers`,
    );
  }
  explain?.(`its issuer ${leaf.issuer.text} is a configured one, and it has ${extendedKeyUsage.join(" ")}`);
  if (!leaf.publicKey.accepted) throw new StopgapError("CERTIFICATE_KEY_WEAK", `the signer has ${leaf.publicKey.why}`);
  return {
    leaf: {
      der: Uint8Array.from(leaf.der),
      publicKey: leaf.publicKey.key,
      subject: leaf.subject.text,
      issuer: leaf.issuer.text,
    },
    path: path.map(({ subject, notAfter }) => ({ subject: subject.text, notAfter })),
  };
}
