import { readCertificate } from "./certificate.js";

/** A certificate as people want to see it. Nothing about it is trusted. */
export interface CertificateDescription {
  /** RFC 4514. */
  readonly subject: string;
  readonly issuer: string;
  /** Upper-case hex. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Dotted OIDs; empty where the extension is absent. */
  readonly extendedKeyUsage: readonly string[];
  /** SHA-256 of the DER, upper-case hex with colons, as openssl prints it. */
  readonly fingerprint: string;
  /** `RSA 2048`, `ECDSA P-256`, or what is wrong with the key. */
  readonly key: string;
  readonly isCa: boolean;
}

/** Describes one DER certificate; CERTIFICATE_MALFORMED where it is none. */
export function describeCertificate(der: Uint8Array): CertificateDescription {
  const certificate = readCertificate(der);
  return {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serial: certificate.serial.toUpperCase(),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    extendedKeyUsage: certificate.extendedKeyUsage ?? [],
    fingerprint: (certificate.fingerprint.toUpperCase().match(/../g) ?? []).join(":"),
    key: certificate.publicKey.accepted ? certificate.publicKey.text : certificate.publicKey.why,
    isCa: certificate.basicConstraints?.ca === true,
  };
}
