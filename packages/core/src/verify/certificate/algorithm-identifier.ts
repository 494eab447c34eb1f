import { Asn1Error } from "./asn1/asn1-error.js";
import { type DerElement, inside, TAG } from "./asn1/der-reader.js";
import { readOid } from "./asn1/der-values.js";

export type HashName = "sha256" | "sha384" | "sha512";

export interface AlgorithmIdentifier {
  readonly oid: string;
  readonly parameters: DerElement | null;
  readonly bytes: Uint8Array;
}

/** How to verify one signature: the kind of key it needs and the hash. */
export interface SignatureAlgorithm {
  readonly keyType: "rsa" | "ec";
  readonly hash: HashName;
}

const hashes: Readonly<Record<string, HashName>> = {
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};

const signatures: Readonly<Record<string, SignatureAlgorithm>> = {
  "1.2.840.113549.1.1.11": { keyType: "rsa", hash: "sha256" },
  "1.2.840.113549.1.1.12": { keyType: "rsa", hash: "sha384" },
  "1.2.840.113549.1.1.13": { keyType: "rsa", hash: "sha512" },
  "1.2.840.10045.4.3.2": { keyType: "ec", hash: "sha256" },
  "1.2.840.10045.4.3.3": { keyType: "ec", hash: "sha384" },
  "1.2.840.10045.4.3.4": { keyType: "ec", hash: "sha512" },
};

export function readAlgorithmIdentifier(element: DerElement): AlgorithmIdentifier {
  if (element.tag !== TAG.sequence) throw new Asn1Error("not an algorithm identifier");
  const reader = inside(element);
  const oid = readOid(reader.read());
  const parameters = reader.done ? null : reader.read();
  reader.end();
  return { oid, parameters, bytes: element.bytes };
}

/** RSA PKCS #1 v1.5 or ECDSA with SHA-2, parameters as RFC 4055 5 and RFC 5758 3.2 have them; null for all else. */
export function signatureAlgorithm(identifier: AlgorithmIdentifier): SignatureAlgorithm | null {
  const algorithm = Object.hasOwn(signatures, identifier.oid) ? signatures[identifier.oid] : undefined;
  if (algorithm === undefined) return null;
  return (algorithm.keyType === "rsa" ? isNull(identifier.parameters) : identifier.parameters === null)
    ? algorithm
    : null;
}

/** SHA-256, SHA-384 or SHA-512, parameters absent or NULL (RFC 5754 2); null for all else. */
export function hashAlgorithm(identifier: AlgorithmIdentifier): HashName | null {
  const hash = Object.hasOwn(hashes, identifier.oid) ? hashes[identifier.oid] : undefined;
  return hash !== undefined && (identifier.parameters === null || isNull(identifier.parameters)) ? hash : null;
}

export function isNull(parameters: DerElement | null): boolean {
  return parameters !== null && parameters.tag === TAG.null && parameters.content.length === 0;
}
