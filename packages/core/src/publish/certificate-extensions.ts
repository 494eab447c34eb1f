import { createHash, type KeyObject } from "node:crypto";
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  ia5String,
  integer,
  objectIdentifier,
  octetString,
  sequence,
} from "./der.js";
import { distinguishedName } from "./distinguished-name.js";

/** One X.509 extension; `value` is the DER inside its OCTET STRING. */
export interface CertificateExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** The bits of RFC 5280 4.2.1.3, in their order. */
export const keyUsageBits = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;

export type KeyUsage = (typeof keyUsageBits)[number];

export interface SubtreeNames {
  readonly dns?: readonly string[];
  readonly directory?: readonly string[];
  /** Address and mask, 8 or 32 octets. */
  readonly ip?: readonly Uint8Array[];
}

export function basicConstraints(ca: boolean, pathLength?: number, critical = true): CertificateExtension {
  const content = [...(ca ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])];
  return { oid: "2.5.29.19", critical, value: sequence(...content) };
}

export function keyUsage(usages: readonly KeyUsage[], critical = true): CertificateExtension {
  const octets = new Uint8Array(2);
  let last = 0;
  for (const usage of usages) {
    const bit = keyUsageBits.indexOf(usage);
    octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
    last = Math.max(last, bit);
  }
  return { oid: "2.5.29.15", critical, value: bitString(octets.subarray(0, (last >> 3) + 1), 7 - (last & 7)) };
}

export function extendedKeyUsage(oids: readonly string[], critical = false): CertificateExtension {
  return { oid: "2.5.29.37", critical, value: sequence(...oids.map(objectIdentifier)) };
}

/** SHA-1 of the subject public key bits (RFC 5280 4.2.1.2 (1)); an identifier, not a security measure. */
function keyIdentifier(key: KeyObject): Uint8Array {
  const jwk = key.export({ format: "jwk" });
  const spki = key.export({ type: "spki", format: "der" });
  // The key bits end the SubjectPublicKeyInfo: an EC point is 04 x y, an RSA key the PKCS #1 structure.
  const bits =
    jwk.kty === "RSA" ? key.export({ type: "pkcs1", format: "der" }) : spki.subarray(spki.length - rawKeyLength(jwk));
  return createHash("sha1").update(bits).digest();
}

function rawKeyLength(jwk: { readonly x?: string; readonly y?: string }): number {
  const x = Buffer.from(jwk.x ?? "", "base64url").length;
  return jwk.y === undefined ? x : 1 + 2 * x;
}

export function subjectKeyIdentifier(subject: KeyObject): CertificateExtension {
  return { oid: "2.5.29.14", critical: false, value: octetString(keyIdentifier(subject)) };
}

export function authorityKeyIdentifier(issuer: KeyObject): CertificateExtension {
  return { oid: "2.5.29.35", critical: false, value: sequence(contextPrimitive(0, keyIdentifier(issuer))) };
}

export function subjectAlternativeName(names: {
  readonly dns?: readonly string[];
  readonly ip?: readonly Uint8Array[];
}): CertificateExtension {
  const encoder = new TextEncoder();
  return {
    oid: "2.5.29.17",
    critical: false,
    value: sequence(
      ...(names.dns ?? []).map((name) => contextPrimitive(2, encoder.encode(name))),
      ...(names.ip ?? []).map((address) => contextPrimitive(7, address)),
    ),
  };
}

export function crlDistributionPoints(urls: readonly string[]): CertificateExtension {
  const encoder = new TextEncoder();
  return {
    oid: "2.5.29.31",
    critical: false,
    value: sequence(...urls.map((url) => sequence(context(0, context(0, contextPrimitive(6, encoder.encode(url))))))),
  };
}

export function nameConstraints(
  permitted: SubtreeNames,
  excluded: SubtreeNames = {},
  critical = true,
): CertificateExtension {
  const encoder = new TextEncoder();
  const subtrees = (names: SubtreeNames): Uint8Array[] => [
    ...(names.dns ?? []).map((name) => sequence(contextPrimitive(2, encoder.encode(name)))),
    ...(names.directory ?? []).map((name) => sequence(context(4, distinguishedName(name)))),
    ...(names.ip ?? []).map((range) => sequence(contextPrimitive(7, range))),
  ];
  const trees = [subtrees(permitted), subtrees(excluded)];
  return {
    oid: "2.5.29.30",
    critical,
    value: sequence(...trees.flatMap((tree, index) => (tree.length === 0 ? [] : [context(index, ...tree)]))),
  };
}

/** An extension no validator knows. */
export function unknownExtension(critical: boolean, oid = "1.3.6.1.4.1.55555.1"): CertificateExtension {
  return { oid, critical, value: ia5String("unknown") };
}
