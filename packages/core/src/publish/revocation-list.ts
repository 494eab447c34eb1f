import { StopgapError } from "../errors/stopgap-error.js";
import { readCertificate } from "../verify/certificate/certificate.js";
import { isSignedBy } from "../verify/certificate/verify-signature.js";
import { type Crl, readCrl } from "../verify/revocation/crl.js";
import { authorityKeyIdentifier, type CertificateExtension } from "./certificate-extensions.js";
import { certificateSubject } from "./certificate-subject.js";
import { der, integer, unsigned } from "./der.js";
import { type CrlRequest, issueCrl } from "./issue-certificate.js";
import { type Authority, authorityOf, type CertifiedKey } from "./keygen.js";
import { fromPem } from "./pem.js";

export interface RevocationListOptions {
  readonly now: Date;
  /** When the next list is due. */
  readonly nextUpdate: Date;
}

export interface RevocationList {
  readonly der: Uint8Array;
  /** Every serial number on it, upper-case hex. */
  readonly serials: readonly string[];
}

type Entry = CrlRequest["revoked"][number];

/**
 * The authority's next complete CRL (RFC 5280 5): what the list before names stays named, and `revoked`, PEM certificates
 * the authority issued, come on it from now. Throws USAGE for a list or a certificate that is not the authority's.
 */
export function renewRevocationList(
  pair: CertifiedKey,
  before: Uint8Array | null,
  revoked: readonly string[],
  { now, nextUpdate }: RevocationListOptions,
): RevocationList {
  const authority = authorityOf(pair);
  const entries = new Map<string, Entry>();
  for (const [serial, { date, reason }] of before === null ? [] : readOwn(before, authority).revoked) {
    entries.set(serial, { serial: Buffer.from(serial, "hex"), at: date, extensions: reasonOf(reason) });
  }
  for (const certificate of revoked) {
    const serial = serialOf(certificate, authority);
    if (!entries.has(serial)) entries.set(serial, { serial: Buffer.from(serial, "hex"), at: now });
  }
  const list = issueCrl({
    issuer: { name: certificateSubject(authority.certificate.raw), key: authority.key },
    thisUpdate: now,
    nextUpdate,
    revoked: [...entries.values()],
    extensions: [authorityKeyIdentifier(authority.certificate.publicKey), numberOf(now)],
  });
  return { der: list, serials: [...entries.keys()].map((serial) => serial.toUpperCase()) };
}

function readOwn(before: Uint8Array, { certificate }: Authority): Crl {
  const crl = attempt(() => readCrl(before));
  if (crl !== null && isSignedBy(crl, readCertificate(certificate.raw))) return crl;
  const remedy = "put it aside, if the authority has a new key";
  throw new StopgapError("USAGE", "the list that is there is not this authority's", { remedy });
}

/** Lower-case hex of the two's complement, as `readCrl` has it. */
function serialOf(pem: string, { certificate }: Authority): string {
  const [first] = fromPem("CERTIFICATE", pem);
  const revoked = first === undefined ? null : attempt(() => readCertificate(first));
  if (revoked !== null && isSignedBy(revoked, readCertificate(certificate.raw))) return revoked.serial;
  const message =
    revoked === null
      ? "what is to be revoked is no certificate"
      : `the certificate ${revoked.subject.text} was not issued by this authority`;
  const remedy = "name certificates that it issued; issuing authorities are on the root's list";
  throw new StopgapError("USAGE", message, { remedy });
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof StopgapError) return null;
    throw cause;
  }
}

function reasonOf(reason: number | null): readonly CertificateExtension[] {
  if (reason === null) return [];
  return [{ oid: "2.5.29.21", critical: false, value: der(0x0a, integer(reason).subarray(2)) }];
}

/** RFC 5280 5.2.3: grows with each list; milliseconds do. */
function numberOf(now: Date): CertificateExtension {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(now.getTime()));
  return { oid: "2.5.29.20", critical: false, value: unsigned(number) };
}
