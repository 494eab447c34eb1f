import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { generateSigningChain } from "../../publish/keygen.js";
import { certificatesFromPem } from "./certificates-from-pem.js";
import { describeCertificate } from "./describe-certificate.js";

const { root, leaf } = generateSigningChain({ keyType: "ec" });

it("reads every certificate of a text, whatever stands between them", () => {
  const text = `bag attributes\r\n${root.certificate.replace(/\n/g, "\r\n")}\n${leaf.certificate}`;
  expect(certificatesFromPem(text).map((der) => new X509Certificate(der).subject)).toEqual([
    "CN=Stopgap Feed Root",
    "CN=Stopgap Feed Signing",
  ]);
});

describe("refuses", () => {
  it.each([
    ["nothing", "", /no certificate/],
    ["a private key", leaf.key, /private key/],
    ["a block without an end", leaf.certificate.replace(/-----END.*/, ""), /does not end/],
    ["what is not base64", leaf.certificate.replace("MI", "M*"), /not base64/],
    [
      "base64 of something else",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
      /certificate 1 cannot be read/,
    ],
    ["openssl's own form", leaf.certificate.replace(/(BEGIN|END) /g, "$1 TRUSTED "), /TRUSTED/],
  ])("%s", (_, text, message) => {
    expect(() => certificatesFromPem(text)).toThrow(
      expect.objectContaining({ code: "CERTIFICATE_PEM", message: expect.stringMatching(message) }),
    );
  });
});

it("describes a certificate as node:crypto does", () => {
  const [der = new Uint8Array()] = certificatesFromPem(leaf.certificate);
  const reference = new X509Certificate(der);
  expect(describeCertificate(der)).toEqual({
    subject: "CN=Stopgap Feed Signing",
    issuer: "CN=Stopgap Feed Signing CA",
    serial: reference.serialNumber,
    notBefore: new Date(reference.validFrom),
    notAfter: new Date(reference.validTo),
    extendedKeyUsage: ["1.3.6.1.5.5.7.3.3"],
    fingerprint: reference.fingerprint256,
    key: "ECDSA P-256",
    isCa: false,
  });
});
