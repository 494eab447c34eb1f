import { verify } from "node:crypto";
import { signatureAlgorithm } from "./algorithm-identifier.js";
import type { Certificate } from "./certificate.js";

const verdicts = new WeakMap<object, WeakMap<Certificate, boolean>>();

/** Signed bytes with their signature, as certificates and CRLs have them. */
export type Signed = Certificate["signature"];

/** True where `signer`'s key made the signature with an algorithm of the profile that fits the key. */
function verifySignature({ algorithm, value, signed }: Signed, signer: Certificate): boolean {
  const { publicKey } = signer;
  const how = signatureAlgorithm(algorithm);
  if (how === null || !publicKey.accepted || publicKey.keyType !== how.keyType) return false;
  try {
    return verify(how.hash, signed, publicKey.key, value);
  } catch {
    return false;
  }
}

/** `verifySignature` over a certificate or a CRL; remembers its verdict, since neither ever changes. */
export function isSignedBy(document: { readonly signature: Signed }, signer: Certificate): boolean {
  const known = verdicts.get(document) ?? new WeakMap<Certificate, boolean>();
  verdicts.set(document, known);
  const verdict = known.get(signer) ?? verifySignature(document.signature, signer);
  known.set(signer, verdict);
  return verdict;
}
