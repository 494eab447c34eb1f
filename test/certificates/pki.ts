import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  authorityKeyIdentifier,
  basicConstraints,
  type CertificateExtension,
  extendedKeyUsage,
  type KeyUsage,
  keyUsage,
  subjectKeyIdentifier,
} from "../../packages/core/src/publish/certificate-extensions.js";
import {
  issueCertificate,
  randomSerial,
  type SigningDigest,
} from "../../packages/core/src/publish/issue-certificate.js";
import type { ChainInput } from "../../packages/core/src/verify/certificate/verify-chain.js";

export const codeSigning = "1.3.6.1.5.5.7.3.3";
export const day = 86_400_000;
/** When the chains of these tests are judged, unless one says otherwise. */
export const at = new Date("2026-06-01T12:00:00Z");
export const revocationOff = { mode: "off", crls: [], fetchCrl: null } as const;

export interface Issued {
  readonly der: Uint8Array;
  readonly key: KeyObject;
  readonly publicKey: KeyObject;
  readonly name: string | Uint8Array;
  readonly serial: Uint8Array;
}

export interface IssueOptions {
  readonly subject?: string | Uint8Array;
  /** Self-signed where null. */
  readonly issuer: Issued | null;
  readonly key?: KeyObject;
  /** Replace the usual ones of the kind altogether. */
  readonly extensions?: readonly CertificateExtension[];
  /** Stand beside the usual ones. */
  readonly also?: readonly CertificateExtension[];
  /** Usual ones to leave out, by OID. */
  readonly without?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly serial?: Uint8Array;
  readonly digest?: SigningDigest;
}

export const newKey = (curve = "P-256"): KeyObject => generateKeyPairSync("ec", { namedCurve: curve }).privateKey;

function issue(subject: string | Uint8Array, usual: readonly CertificateExtension[], options: IssueOptions): Issued {
  const key = options.key ?? newKey();
  const publicKey = createPublicKey(key);
  const issuer = options.issuer ?? { name: subject, key, publicKey };
  const serial = options.serial ?? randomSerial();
  const extensions = options.extensions ?? [
    ...usual.filter(({ oid }) => !options.without?.includes(oid)),
    subjectKeyIdentifier(publicKey),
    authorityKeyIdentifier(issuer.publicKey),
    ...(options.also ?? []),
  ];
  const der = issueCertificate({
    subject,
    publicKey,
    issuer: { name: issuer.name, key: issuer.key },
    extensions,
    serial,
    notBefore: options.notBefore ?? new Date(at.getTime() - 30 * day),
    notAfter: options.notAfter ?? new Date(at.getTime() + 30 * day),
    ...(options.digest === undefined ? {} : { digest: options.digest }),
  });
  return { der, key, publicKey, name: subject, serial };
}

export interface AuthorityOptions extends IssueOptions {
  readonly pathLength?: number;
  readonly usages?: readonly KeyUsage[];
}

export function issueAuthority(options: AuthorityOptions): Issued {
  const usual = [basicConstraints(true, options.pathLength), keyUsage(options.usages ?? ["keyCertSign", "cRLSign"])];
  return issue(options.subject ?? (options.issuer === null ? "CN=Test Root" : "CN=Test CA, O=Contoso"), usual, options);
}

export interface LeafOptions extends IssueOptions {
  readonly purposes?: readonly string[];
  readonly usages?: readonly KeyUsage[];
}

export function issueLeaf(options: LeafOptions): Issued {
  const usual = [
    basicConstraints(false),
    keyUsage(options.usages ?? ["digitalSignature"]),
    extendedKeyUsage(options.purposes ?? [codeSigning]),
  ];
  return issue(options.subject ?? "CN=Test Signer", usual, options);
}

/** What `verifyChain` is asked in these tests, unless one says otherwise. */
export function question(certificates: readonly Issued[], root: Issued, changes: Partial<ChainInput> = {}): ChainInput {
  return {
    certificates: certificates.map(({ der }) => der),
    roots: [root.der],
    issuers: ["Test CA"],
    extendedKeyUsage: [codeSigning],
    at,
    revocation: revocationOff,
    ...changes,
  };
}

/** The code that `run` is refused with, or `accepted`. Anything but a StopgapError fails the test. */
export async function verdict(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
    return "accepted";
  } catch (cause) {
    if (cause instanceof Error && cause.name === "StopgapError" && "code" in cause) return String(cause.code);
    throw cause;
  }
}
