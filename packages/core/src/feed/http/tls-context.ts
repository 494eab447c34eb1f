import { X509Certificate } from "node:crypto";
import { createSecureContext, rootCertificates, type SecureContext } from "node:tls";
import { StopgapError } from "../../errors/stopgap-error.js";

/**
 * Roots for TLS: Node's and the given ones; null where none is given, which leaves Node's own (with
 * NODE_EXTRA_CA_CERTS). Throws CONFIGURATION_INVALID for what is not a PEM certificate.
 */
export function tlsContext(ca: readonly string[]): SecureContext | null {
  if (ca.length === 0) return null;
  for (const pem of ca) {
    try {
      new X509Certificate(pem);
    } catch (cause) {
      throw new StopgapError("CONFIGURATION_INVALID", "feed.ca holds something that is not a PEM certificate", {
        remedy: "name a file with -----BEGIN CERTIFICATE----- blocks",
        details: { layer: "TLS" },
        cause,
      });
    }
  }
  return createSecureContext({ ca: [...rootCertificates, ...ca], minVersion: "TLSv1.2" });
}
