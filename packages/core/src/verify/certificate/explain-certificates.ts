import type { Certificate } from "./certificate.js";
import { describeCertificate } from "./describe-certificate.js";

/** Tells each certificate on one line: subject, issuer, serial, validity, purposes, key, fingerprint. */
export function explainCertificates(
  certificates: readonly Certificate[],
  found: string,
  explain: ((step: string) => void) | undefined,
): void {
  if (explain === undefined) return;
  for (const { der } of certificates) {
    const { subject, issuer, serial, notBefore, notAfter, extendedKeyUsage, key, isCa, fingerprint } =
      describeCertificate(der);
    const purposes = extendedKeyUsage.length === 0 ? "none" : extendedKeyUsage.join(" ");
    explain(
      `certificate (${found}) ${subject}: issuer ${issuer}; serial ${serial}; ` +
        `valid ${notBefore.toISOString()} to ${notAfter.toISOString()}; ${isCa ? "a CA's; " : ""}` +
        `extended key usage ${purposes}; key ${key}; SHA-256 ${fingerprint}`,
    );
  }
}
