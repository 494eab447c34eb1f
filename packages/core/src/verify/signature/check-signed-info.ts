import { type KeyObject, verify } from "node:crypto";
import { StopgapError } from "../../errors/stopgap-error.js";
import { limits } from "../limits.js";
import type { SignatureMethod } from "./algorithms.js";
import { canonicalize } from "./canonicalize.js";
import type { LocatedSignature } from "./locate-signature.js";

const curves: readonly (string | undefined)[] = ["prime256v1", "secp384r1", "secp521r1"];

/** Throws unless the key is of the kind and size the signature's algorithm needs. */
export function requireKey(key: KeyObject, { keyType }: SignatureMethod): void {
  const details = key.asymmetricKeyDetails;
  const fits =
    key.asymmetricKeyType === keyType &&
    (keyType === "rsa" ? (details?.modulusLength ?? 0) >= 2048 : curves.includes(details?.namedCurve));
  if (!fits) {
    const size = details?.modulusLength ?? details?.namedCurve ?? "";
    throw new StopgapError(
      "SIGNATURE_KEY_MISMATCH",
      `the signer's key is ${key.asymmetricKeyType} ${size}, the signature is made with ${keyType}`,
    );
  }
}

/** True where the key signed the bytes by that method: PKCS #1 v1.5, or ECDSA with r and s side by side (XML-DSig 6.4). */
export function isSignedBy(signed: Uint8Array, value: Uint8Array, method: SignatureMethod, key: KeyObject): boolean {
  return verify(method.hash, signed, method.keyType === "rsa" ? key : { key, dsaEncoding: "ieee-p1363" }, value);
}

/** The canonical `SignedInfo`, once the signer's key is found to have signed it; throws a `StopgapError` otherwise. */
export function checkSignedInfo({ parts, rootTag }: LocatedSignature, key: KeyObject): string {
  requireKey(key, parts.signatureMethod);
  const canonical = canonicalize(
    parts.signedInfoText,
    parts.canonicalizationMethod,
    [rootTag, parts.startTag],
    limits.canonicalLength,
  );
  if (!isSignedBy(Buffer.from(canonical), parts.signatureValue, parts.signatureMethod, key)) {
    throw new StopgapError("SIGNATURE_INVALID", "the signer's key did not sign this SignedInfo");
  }
  return canonical;
}
