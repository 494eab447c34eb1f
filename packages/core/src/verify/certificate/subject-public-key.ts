import { createPublicKey, type KeyObject } from "node:crypto";
import { isNull, readAlgorithmIdentifier } from "./algorithm-identifier.js";
import { Asn1Error } from "./asn1/asn1-error.js";
import { type DerElement, DerReader, inside, TAG } from "./asn1/der-reader.js";
import { readIntegerBytes, readOctetAligned, readOid } from "./asn1/der-values.js";

const curves: Readonly<Record<string, { readonly name: string; readonly coordinateBytes: number }>> = {
  "1.2.840.10045.3.1.7": { name: "P-256", coordinateBytes: 32 },
  "1.3.132.0.34": { name: "P-384", coordinateBytes: 48 },
  "1.3.132.0.35": { name: "P-521", coordinateBytes: 66 },
};

/** A key the profile accepts, or why it does not. */
export type SubjectPublicKey =
  | { readonly accepted: true; readonly keyType: "rsa" | "ec"; readonly key: KeyObject; readonly text: string }
  | { readonly accepted: false; readonly why: string };

/** RSA of 2,048 to 8,192 bits with an odd exponent from 3 to 2^32, or ECDSA on P-256, P-384, P-521 by name. */
export function readSubjectPublicKey(element: DerElement): SubjectPublicKey {
  const reader = inside(element);
  const identifier = readAlgorithmIdentifier(reader.read());
  const bits = readOctetAligned(reader.read(TAG.bitString));
  reader.end();
  if (identifier.oid === "1.2.840.113549.1.1.1" && isNull(identifier.parameters)) return rsa(element, bits);
  if (identifier.oid === "1.2.840.10045.2.1") {
    // RFC 5480 2.1.1: a named curve, never explicit parameters.
    const { parameters } = identifier;
    const oid = parameters !== null && parameters.tag === TAG.oid ? readOid(parameters) : "explicit parameters";
    const curve = Object.hasOwn(curves, oid) ? curves[oid] : undefined;
    if (curve === undefined) return { accepted: false, why: `an elliptic curve key on ${oid}` };
    // RFC 5480 2.2: the uncompressed form. Node ends the whole process on the point at infinity.
    if (bits[0] !== 0x04 || bits.length !== 1 + 2 * curve.coordinateBytes) {
      return { accepted: false, why: `an elliptic curve key on ${curve.name} that is not an uncompressed point` };
    }
    return { accepted: true, keyType: "ec", key: toKey(element), text: `ECDSA ${curve.name}` };
  }
  return { accepted: false, why: `a key of type ${identifier.oid}` };
}

function rsa(element: DerElement, bits: Uint8Array): SubjectPublicKey {
  const outer = new DerReader(bits);
  const numbers = inside(outer.read(TAG.sequence));
  outer.end();
  const modulus = readIntegerBytes(numbers.read(TAG.integer));
  const exponent = readIntegerBytes(numbers.read(TAG.integer));
  numbers.end();
  if (modulus.length > 1025) return { accepted: false, why: "an RSA key of more than 8192 bits" };
  // RFC 8017 3.1: both positive, the modulus a product of odd primes
  if ([modulus, exponent].some(([first = 0]) => first >= 0x80) || (modulus.at(-1) ?? 0) % 2 === 0) {
    return { accepted: false, why: "an RSA key whose numbers are none of RSA" };
  }
  const key = toKey(element);
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < 2048 || modulusLength > 8192)
    return { accepted: false, why: `an RSA key of ${modulusLength} bits` };
  if (publicExponent < 3n || publicExponent > 0x1_0000_0000n || publicExponent % 2n === 0n) {
    return { accepted: false, why: `an RSA key with the public exponent ${publicExponent}` };
  }
  return { accepted: true, keyType: "rsa", key, text: `RSA ${modulusLength}` };
}

function toKey(element: DerElement): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(element.bytes), format: "der", type: "spki" });
  } catch {
    throw new Asn1Error("a public key that cannot be read");
  }
}
