import { X509Certificate } from "node:crypto";
import { certificateSubject } from "./certificate-subject.js";
import {
  authorityExtensions,
  authorityOf,
  type CertifiedKey,
  certify,
  type KeyType,
  leafExtensions,
} from "./keygen.js";

export interface RenewalOptions {
  /** Default: that of the certificate before. */
  readonly keyType?: KeyType;
  /** Days the new certificate is valid: 365 of a signing certificate, 1825 of an issuing authority. */
  readonly days?: number;
  /** Default now. */
  readonly now?: Date;
}

/**
 * The next signing certificate: a new key under the issuing authority, with the name and the extended key usages of the
 * one before. Servers that believe the one believe the other.
 */
export function renewSigningLeaf(issuer: CertifiedKey, before: string, options: RenewalOptions = {}): CertifiedKey {
  const { raw, keyUsage } = new X509Certificate(before);
  const extensions = leafExtensions(keyUsage ?? []);
  return certify(
    { ...draftAfter(before, options), subject: certificateSubject(raw), days: options.days ?? 365, extensions },
    authorityOf(issuer),
  );
}

/** The next issuing authority: a new key under the root, with the name of the one before, or another. */
export function renewSigningIssuer(
  root: CertifiedKey,
  before: string,
  options: RenewalOptions & { readonly name?: string } = {},
): CertifiedKey {
  const subject = options.name ?? certificateSubject(new X509Certificate(before).raw);
  return certify(
    { ...draftAfter(before, options), subject, days: options.days ?? 1825, extensions: authorityExtensions(0) },
    authorityOf(root),
  );
}

function draftAfter(before: string, { keyType, now = new Date() }: RenewalOptions) {
  const { publicKey } = new X509Certificate(before);
  return { keyType: keyType ?? (publicKey.asymmetricKeyType === "ec" ? "ec" : "rsa"), now } as const;
}
