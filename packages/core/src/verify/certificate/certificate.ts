import { createHash } from "node:crypto";
import { StopgapError } from "../../errors/stopgap-error.js";
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "./algorithm-identifier.js";
import { Asn1Error } from "./asn1/asn1-error.js";
import { contextTag, type DerElement, inside, readWhole, TAG } from "./asn1/der-reader.js";
import { readTime } from "./asn1/der-time.js";
import { readIntegerBytes, readOctetAligned, readSmallInteger, sameBytes, toHex } from "./asn1/der-values.js";
import { type DistinguishedName, readName } from "./distinguished-name.js";
import {
  type AuthorityKeyId,
  type BasicConstraints,
  DuplicateExtension,
  type Extensions,
  readAuthorityKeyId,
  readBasicConstraints,
  readCertificatePolicies,
  readExtendedKeyUsage,
  readExtensions,
  readKeyUsage,
  readSubjectKeyId,
} from "./extensions.js";
import { type GeneralName, readGeneralNames } from "./general-name.js";
import { readSubjectPublicKey, type SubjectPublicKey } from "./subject-public-key.js";

/** A certificate as read: its syntax is strict DER, nothing about it is trusted. */
export interface Certificate {
  readonly der: Uint8Array;
  /** Lower-case hex of the SHA-256 of `der`. */
  readonly fingerprint: string;
  readonly version: 1 | 2 | 3;
  /** Two's complement, lower-case hex. */
  readonly serial: string;
  readonly signature: {
    readonly algorithm: AlgorithmIdentifier;
    readonly value: Uint8Array;
    readonly signed: Uint8Array;
  };
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: SubjectPublicKey;
  /** The SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array;
  readonly hasUniqueIds: boolean;
  readonly extensions: Extensions;
  readonly basicConstraints: BasicConstraints | null;
  readonly keyUsage: ReadonlySet<number> | null;
  readonly extendedKeyUsage: readonly string[] | null;
  readonly authorityKeyId: AuthorityKeyId | null;
  readonly subjectKeyId: string | null;
  readonly alternativeNames: readonly GeneralName[];
  /** True where a policy has a qualifier of an unknown kind. */
  readonly hasUnknownQualifiers: boolean;
}

const maxBytes = 64 * 1024;
const cacheSize = 64;
const cache = new Map<string, Certificate>();

/** Reads one certificate; CERTIFICATE_MALFORMED or CERTIFICATE_EXTENSION_DUPLICATE where it is not strict DER of RFC 5280's shape. */
export function readCertificate(der: Uint8Array): Certificate {
  if (der.length > maxBytes) throw new StopgapError("CERTIFICATE_MALFORMED", "a certificate has more than 64 KiB");
  const fingerprint = createHash("sha256").update(der).digest("hex");
  const known = cache.get(fingerprint);
  if (known !== undefined) return known;
  try {
    const certificate = parse(Uint8Array.from(der), fingerprint);
    if (cache.size >= cacheSize) for (const oldest of [...cache.keys()].slice(0, cacheSize / 2)) cache.delete(oldest);
    cache.set(fingerprint, certificate);
    return certificate;
  } catch (cause) {
    if (cause instanceof DuplicateExtension) {
      throw new StopgapError("CERTIFICATE_EXTENSION_DUPLICATE", `a certificate has ${cause.message}`, { cause });
    }
    if (!(cause instanceof Asn1Error)) throw cause;
    throw new StopgapError("CERTIFICATE_MALFORMED", `a certificate has ${cause.message}`, { cause });
  }
}

function parse(der: Uint8Array, fingerprint: string): Certificate {
  const outer = inside(readWhole(der, TAG.sequence));
  const signed = outer.read(TAG.sequence);
  const algorithm = readAlgorithmIdentifier(outer.read());
  const value = readOctetAligned(outer.read(TAG.bitString));
  outer.end();

  const fields = inside(signed);
  const version = readVersion(fields.optional(contextTag(0, "constructed")));
  const serial = toHex(readIntegerBytes(fields.read(TAG.integer)));
  const inner = readAlgorithmIdentifier(fields.read());
  // RFC 5280 4.1.1.2
  if (!sameBytes(inner.bytes, algorithm.bytes)) throw new Asn1Error("two different signature algorithms");
  const issuer = readName(fields.read(TAG.sequence));
  const validity = inside(fields.read(TAG.sequence));
  const notBefore = readTime(validity.read());
  const notAfter = readTime(validity.read());
  validity.end();
  const subject = readName(fields.read(TAG.sequence));
  const publicKey = fields.read(TAG.sequence);
  const uniqueIds = [fields.optional(0x81), fields.optional(0x82)];
  const wrapped = fields.optional(contextTag(3, "constructed"));
  fields.end();
  if (issuer.rdns.length === 0) throw new Asn1Error("an empty issuer"); // RFC 5280 4.1.2.4
  if (wrapped !== null && version !== 3) throw new Asn1Error("extensions in a certificate that is not version 3");
  const extensions: Extensions =
    wrapped === null ? new Map() : readExtensions(readWhole(wrapped.content, TAG.sequence));
  return {
    der,
    fingerprint,
    version,
    serial,
    signature: { algorithm, value, signed: signed.bytes },
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey: readSubjectPublicKey(publicKey),
    publicKeyInfo: publicKey.bytes,
    hasUniqueIds: uniqueIds.some((id) => id !== null),
    extensions,
    basicConstraints: read(extensions, "2.5.29.19", readBasicConstraints),
    keyUsage: read(extensions, "2.5.29.15", readKeyUsage),
    extendedKeyUsage: read(extensions, "2.5.29.37", readExtendedKeyUsage),
    authorityKeyId: read(extensions, "2.5.29.35", readAuthorityKeyId),
    subjectKeyId: read(extensions, "2.5.29.14", readSubjectKeyId),
    alternativeNames: read(extensions, "2.5.29.17", (names) => readGeneralNames(readWhole(names, TAG.sequence))) ?? [],
    hasUnknownQualifiers: read(extensions, "2.5.29.32", readCertificatePolicies)?.qualifiersKnown === false,
  };
}

function readVersion(wrapped: DerElement | null): 1 | 2 | 3 {
  if (wrapped === null) return 1;
  const version = readSmallInteger(readWhole(wrapped.content, TAG.integer));
  if (version === 1) return 2;
  if (version === 2) return 3;
  throw new Asn1Error("an unknown version, or version 1 written out");
}

function read<T>(extensions: Extensions, oid: string, reader: (value: Uint8Array) => T): T | null {
  const extension = extensions.get(oid);
  return extension === undefined ? null : reader(extension.value);
}
