import { type KeyObject, randomBytes, sign } from "node:crypto";
import type { CertificateExtension } from "./certificate-extensions.js";
import {
  bitString,
  boolean,
  context,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  time,
  unsigned,
} from "./der.js";
import { distinguishedName } from "./distinguished-name.js";

export type SigningDigest = "sha1" | "sha256" | "sha384" | "sha512";

export interface CertificateRequest {
  /** `CN=Name, O=Organization`, a bare common name, or a name in DER. */
  readonly subject: string | Uint8Array;
  readonly publicKey: KeyObject;
  readonly issuer: { readonly name: string | Uint8Array; readonly key: KeyObject };
  readonly extensions: readonly CertificateExtension[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Big-endian; 16 random octets by default. */
  readonly serial?: Uint8Array;
  /** Default `sha256`. */
  readonly digest?: SigningDigest;
}

export interface CrlRequest {
  readonly issuer: { readonly name: string | Uint8Array; readonly key: KeyObject };
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly {
    readonly serial: Uint8Array;
    readonly at: Date;
    readonly extensions?: readonly CertificateExtension[];
  }[];
  readonly extensions?: readonly CertificateExtension[];
  readonly digest?: SigningDigest;
}

const algorithms: Readonly<Record<string, Readonly<Record<SigningDigest, string>>>> = {
  rsa: {
    sha1: "1.2.840.113549.1.1.5",
    sha256: "1.2.840.113549.1.1.11",
    sha384: "1.2.840.113549.1.1.12",
    sha512: "1.2.840.113549.1.1.13",
  },
  ec: {
    sha1: "1.2.840.10045.4.1",
    sha256: "1.2.840.10045.4.3.2",
    sha384: "1.2.840.10045.4.3.3",
    sha512: "1.2.840.10045.4.3.4",
  },
};

function algorithmIdentifier(key: KeyObject, digest: SigningDigest): Uint8Array {
  const oid = algorithms[key.asymmetricKeyType ?? ""]?.[digest];
  if (oid === undefined) throw new RangeError(`keys of type ${key.asymmetricKeyType} do not issue certificates here`);
  return key.asymmetricKeyType === "rsa" ? sequence(objectIdentifier(oid), nothing()) : sequence(objectIdentifier(oid));
}

function nameOf(name: string | Uint8Array): Uint8Array {
  return typeof name === "string" ? distinguishedName(name) : name;
}

function encodeExtension(extension: CertificateExtension): Uint8Array {
  return sequence(
    objectIdentifier(extension.oid),
    ...(extension.critical ? [boolean(true)] : []),
    octetString(extension.value),
  );
}

function signed(body: Uint8Array, key: KeyObject, digest: SigningDigest): Uint8Array {
  return sequence(body, algorithmIdentifier(key, digest), bitString(sign(digest, body, key)));
}

/** A random positive serial number of 16 octets (RFC 5280 4.1.2.2). */
export function randomSerial(): Uint8Array {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

/** An X.509 v3 certificate in DER, exactly as asked for: nothing is added, checked or repaired. */
export function issueCertificate(request: CertificateRequest): Uint8Array {
  const digest = request.digest ?? "sha256";
  const extensions = request.extensions.map(encodeExtension);
  const body = sequence(
    context(0, integer(2)),
    unsigned(request.serial ?? randomSerial()),
    algorithmIdentifier(request.issuer.key, digest),
    nameOf(request.issuer.name),
    sequence(time(request.notBefore), time(request.notAfter)),
    nameOf(request.subject),
    request.publicKey.export({ type: "spki", format: "der" }),
    ...(extensions.length === 0 ? [] : [context(3, sequence(...extensions))]),
  );
  return signed(body, request.issuer.key, digest);
}

/** A complete version 2 CRL in DER, exactly as asked for. */
export function issueCrl(request: CrlRequest): Uint8Array {
  const digest = request.digest ?? "sha256";
  const extensions = (request.extensions ?? []).map(encodeExtension);
  const revoked = request.revoked.map((entry) => {
    const own = (entry.extensions ?? []).map(encodeExtension);
    return sequence(unsigned(entry.serial), time(entry.at), ...(own.length === 0 ? [] : [sequence(...own)]));
  });
  const body = sequence(
    integer(1),
    algorithmIdentifier(request.issuer.key, digest),
    nameOf(request.issuer.name),
    time(request.thisUpdate),
    time(request.nextUpdate),
    ...(revoked.length === 0 ? [] : [sequence(...revoked)]),
    ...(extensions.length === 0 ? [] : [context(0, sequence(...extensions))]),
  );
  return signed(body, request.issuer.key, digest);
}
