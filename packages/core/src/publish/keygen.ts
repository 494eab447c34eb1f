import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import {
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateExtension,
  extendedKeyUsage,
  keyUsage,
  subjectAlternativeName,
  subjectKeyIdentifier,
} from "./certificate-extensions.js";
import { certificateSubject } from "./certificate-subject.js";
import { issueCertificate } from "./issue-certificate.js";
import { toPem } from "./pem.js";

export type KeyType = "rsa" | "ec";

/** A certificate and its PKCS #8 private key, both PEM. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly key: string;
}

export interface SigningChain {
  readonly root: CertifiedKey;
  readonly issuer: CertifiedKey;
  readonly leaf: CertifiedKey;
}

export interface SigningLeafOptions {
  /** Subject of the leaf, default `CN=Stopgap Feed Signing`. */
  readonly commonName?: string;
  /** Dotted OIDs, default code signing alone. */
  readonly extendedKeyUsage?: readonly string[];
  /** RSA 3072 or EC P-256; default `rsa`. */
  readonly keyType?: KeyType;
  /** Days the leaf is valid, default 365. */
  readonly leafDays?: number;
  /** The time validity starts at, less five minutes for clocks that run behind; default now. */
  readonly now?: Date;
}

export interface SigningChainOptions extends SigningLeafOptions {
  /** Subject of the issuing CA, default `CN=Stopgap Feed Signing CA`. */
  readonly issuerName?: string;
  /** Subject of the root, default `CN=Stopgap Feed Root`. */
  readonly rootName?: string;
  /** Days the root is valid, default 3650. */
  readonly rootDays?: number;
  /** Days the issuing CA is valid, default 1825. */
  readonly issuerDays?: number;
}

/** A certificate that issues others, with its private key. */
export interface Authority {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** A certificate to be: its own key is made with it. */
export interface Draft {
  /** As `CertificateRequest` has it. */
  readonly subject: string | Uint8Array;
  readonly keyType: KeyType;
  readonly now: Date;
  readonly days: number;
  readonly extensions: readonly CertificateExtension[];
}

const codeSigning = "1.3.6.1.5.5.7.3.3";
const serverAuthentication = "1.3.6.1.5.5.7.3.1";

/** A new private key: RSA 3072 or EC P-256. */
export function generateSigningKey(keyType: KeyType): KeyObject {
  return keyType === "rsa"
    ? generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey
    : generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
}

/** The draft with a new key of its own, issued by the authority or, where there is none, by itself. */
export function certify(draft: Draft, authority: Authority | null): CertifiedKey {
  const key = generateSigningKey(draft.keyType);
  const publicKey = createPublicKey(key);
  const der = issueCertificate({
    subject: draft.subject,
    publicKey,
    issuer:
      authority === null
        ? { name: draft.subject, key }
        : { name: certificateSubject(authority.certificate.raw), key: authority.key },
    notBefore: new Date(draft.now.getTime() - 5 * 60_000),
    notAfter: new Date(draft.now.getTime() + draft.days * 86_400_000),
    extensions: [
      ...draft.extensions,
      subjectKeyIdentifier(publicKey),
      authorityKeyIdentifier(authority === null ? publicKey : authority.certificate.publicKey),
    ],
  });
  return { certificate: toPem("CERTIFICATE", der), key: key.export({ type: "pkcs8", format: "pem" }).toString() };
}

/** The pair as one that issues. */
export function authorityOf(pair: CertifiedKey): Authority {
  return { certificate: new X509Certificate(pair.certificate), key: createPrivateKey(pair.key) };
}

/** A new leaf under an issuing CA that exists: a renewal where the key is due, with the same chain. */
export function issueSigningLeaf(issuer: CertifiedKey, options: SigningLeafOptions = {}): CertifiedKey {
  const draft: Draft = {
    subject: options.commonName ?? "CN=Stopgap Feed Signing",
    keyType: options.keyType ?? "rsa",
    now: options.now ?? new Date(),
    days: options.leafDays ?? 365,
    extensions: leafExtensions(options.extendedKeyUsage ?? [codeSigning]),
  };
  return certify(draft, authorityOf(issuer));
}

/** Of a signing leaf. */
export function leafExtensions(usages: readonly string[]): readonly CertificateExtension[] {
  return [basicConstraints(false), keyUsage(["digitalSignature"]), extendedKeyUsage(usages)];
}

/** Of an authority with so many others below it. */
export function authorityExtensions(pathLength: number): readonly CertificateExtension[] {
  return [basicConstraints(true, pathLength), keyUsage(["keyCertSign", "cRLSign"])];
}

/** A root, an issuing CA that may issue no further CA, and a signing leaf. The root's key belongs offline. */
export function generateSigningChain(options: SigningChainOptions = {}): SigningChain {
  const now = options.now ?? new Date();
  const keyType = options.keyType ?? "rsa";
  const root = certify(
    {
      subject: options.rootName ?? "CN=Stopgap Feed Root",
      keyType,
      now,
      days: options.rootDays ?? 3650,
      extensions: authorityExtensions(1),
    },
    null,
  );
  const issuer = certify(
    {
      subject: options.issuerName ?? "CN=Stopgap Feed Signing CA",
      keyType,
      now,
      days: options.issuerDays ?? 1825,
      extensions: authorityExtensions(0),
    },
    authorityOf(root),
  );
  return { root, issuer, leaf: issueSigningLeaf(issuer, options) };
}

export interface TlsCertificateOptions {
  /** Default 30. */
  readonly days?: number;
  readonly now?: Date;
}

/** A TLS root and a server certificate under it for `localhost`, `127.0.0.1` and `::1`. */
export function generateTlsCertificate(options: TlsCertificateOptions = {}): {
  readonly root: CertifiedKey;
  readonly server: CertifiedKey;
} {
  const now = options.now ?? new Date();
  const days = options.days ?? 30;
  const root = certify(
    {
      subject: "CN=Stopgap Loopback TLS Root",
      keyType: "ec",
      now,
      days,
      extensions: authorityExtensions(0),
    },
    null,
  );
  const loopback = [Uint8Array.of(127, 0, 0, 1), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)];
  const server = certify(
    {
      subject: "CN=localhost",
      keyType: "ec",
      now,
      days,
      extensions: [
        basicConstraints(false),
        keyUsage(["digitalSignature"]),
        extendedKeyUsage([serverAuthentication]),
        subjectAlternativeName({ dns: ["localhost"], ip: loopback }),
      ],
    },
    authorityOf(root),
  );
  return { root, server };
}
