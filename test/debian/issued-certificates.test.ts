import { execFileSync } from "node:child_process";
import { createPublicKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  basicConstraints,
  crlDistributionPoints,
  extendedKeyUsage,
  fromPem,
  generateSigningKey,
  issueCertificate,
  issueCrl,
  keyUsage,
  nameConstraints,
  toPem,
  unknownExtension,
} from "../../packages/core/src/publish/index.js";

const now = new Date("2026-11-21T18:00:00Z");

describe("issueCertificate", () => {
  const key = generateSigningKey("ec");

  it("writes every extension so that openssl reads it", () => {
    const der = issueCertificate({
      subject: "CN=Odd\\, one, O=Contoso, C=DE",
      publicKey: createPublicKey(key),
      issuer: { name: "Odd CA", key },
      notBefore: now,
      notAfter: new Date("2051-01-01T00:00:00Z"),
      serial: Uint8Array.of(0x80, 1),
      digest: "sha384",
      extensions: [
        basicConstraints(true, 3),
        keyUsage(["keyCertSign", "decipherOnly"]),
        extendedKeyUsage(["2.5.29.37.0"], true),
        crlDistributionPoints(["http://crl.example/a.crl"]),
        nameConstraints(
          { directory: ["O=Contoso"], dns: [".example"] },
          { ip: [Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0)] },
        ),
        unknownExtension(true),
      ],
    });
    const text = execFileSync("openssl", ["x509", "-noout", "-text"], { input: toPem("CERTIFICATE", der) }).toString();
    for (const part of [
      'Subject: CN = "Odd, one", O = Contoso, C = DE',
      "Issuer: CN = Odd CA",
      "ecdsa-with-SHA384",
      "2051",
      "CA:TRUE, pathlen:3",
      "Certificate Sign, Decipher Only",
      "Any Extended Key Usage",
      "URI:http://crl.example/a.crl",
      "DirName:O = Contoso",
      "DNS:.example",
      "IP:10.0.0.0/255.0.0.0",
      "1.3.6.1.4.1.55555.1: critical",
    ]) {
      expect(text).toContain(part);
    }
    expect(new X509Certificate(der).serialNumber).toBe("8001");
    expect(fromPem("CERTIFICATE", toPem("CERTIFICATE", der))).toEqual([der]);
  });

  it("writes CRLs that openssl reads", () => {
    const der = issueCrl({
      issuer: { name: "Odd CA", key },
      thisUpdate: now,
      nextUpdate: new Date("2026-12-21T00:00:00Z"),
      revoked: [{ serial: Uint8Array.of(0x0a, 0x0b), at: now }],
    });
    const text = execFileSync("openssl", ["crl", "-noout", "-text"], { input: toPem("X509 CRL", der) }).toString();
    expect(text).toContain("Serial Number: 0A0B");
    expect(text).toContain("Issuer: CN = Odd CA");
  });
});
