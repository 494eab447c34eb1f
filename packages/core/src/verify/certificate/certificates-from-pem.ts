import { StopgapError } from "../../errors/stopgap-error.js";
import { readCertificate } from "./certificate.js";

const block = /-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----([\s\S]*?)-----END \1?CERTIFICATE-----/g;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Every certificate of a PEM text as DER, in order, at least one; text between them is ignored. CERTIFICATE_PEM otherwise. */
export function certificatesFromPem(text: string): Uint8Array[] {
  const begins = text.match(/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/g)?.length ?? 0;
  if (begins === 0) {
    const isKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
    throw new StopgapError("CERTIFICATE_PEM", `the text holds no certificate${isKey ? ", but a private key" : ""}`);
  }
  const ders = [...text.matchAll(block)].map(([, kind, body = ""], index) => {
    if (kind === "TRUSTED ")
      throw new StopgapError("CERTIFICATE_PEM", `certificate ${index + 1} is in openssl's own TRUSTED form`);
    const joined = body.replace(/\s+/g, "");
    if (joined === "" || !base64.test(joined))
      throw new StopgapError("CERTIFICATE_PEM", `certificate ${index + 1} is not base64`);
    return Uint8Array.from(Buffer.from(joined, "base64"));
  });
  if (ders.length !== begins) throw new StopgapError("CERTIFICATE_PEM", "a certificate begins and does not end");
  ders.forEach((der, index) => {
    try {
      readCertificate(der);
    } catch (cause) {
      if (!(cause instanceof StopgapError)) throw cause;
      throw new StopgapError("CERTIFICATE_PEM", `certificate ${index + 1} cannot be read: ${cause.message}`, { cause });
    }
  });
  return ders;
}
