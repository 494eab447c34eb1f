import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import {
  basicConstraints,
  crlDistributionPoints,
  extendedKeyUsage,
  fromPem,
  generateSigningChain,
  generateSigningKey,
  generateTlsCertificate,
  issueCertificate,
  issueCrl,
  issueSigningLeaf,
  keyUsage,
  nameConstraints,
  toPem,
  unknownExtension,
} from "./index.js";

const now = new Date("2026-11-21T18:00:00Z");

describe.each(["rsa", "ec"] as const)("a signing chain of %s keys", (keyType) => {
  const chain = generateSigningChain({
    keyType,
    now,
    extendedKeyUsage: ["1.3.6.1.5.5.7.3.3", "1.3.6.1.4.1.311.76.57.1.11"],
  });
  const [root, issuer, leaf] = [chain.root, chain.issuer, chain.leaf].map(
    (pair) => new X509Certificate(pair.certificate),
  );

  it("is issued root to leaf", () => {
    expect(root?.verify(root.publicKey)).toBe(true);
    expect(
      issuer !== undefined && root !== undefined && issuer.checkIssued(root) && issuer.verify(root.publicKey),
    ).toBe(true);
    expect(
      leaf !== undefined && issuer !== undefined && leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey),
    ).toBe(true);
    expect([root?.ca, issuer?.ca, leaf?.ca]).toEqual([true, true, false]);
    expect(leaf?.keyUsage).toEqual(["1.3.6.1.5.5.7.3.3", "1.3.6.1.4.1.311.76.57.1.11"]);
    expect(leaf?.issuer).toBe("CN=Stopgap Feed Signing CA");
  });

  it("gives each key with its certificate", () => {
    expect(leaf?.checkPrivateKey(createPrivateKey(chain.leaf.key))).toBe(true);
    expect(issuer?.checkPrivateKey(createPrivateKey(chain.issuer.key))).toBe(true);
  });

  it("renews a leaf under the same issuer", () => {
    const renewed = new X509Certificate(issueSigningLeaf(chain.issuer, { keyType: "ec", now }).certificate);
    expect(issuer !== undefined && renewed.checkIssued(issuer) && renewed.verify(issuer.publicKey)).toBe(true);
    expect(renewed.serialNumber).not.toBe(leaf?.serialNumber);
  });
});

describe("generateTlsCertificate", () => {
  it("lets a client that trusts the root connect to loopback by name and by address", async () => {
    const { root, server } = generateTlsCertificate();
    const https = createServer({ cert: server.certificate, key: server.key }, (_request, response) =>
      response.end("ok"),
    );
    await new Promise<void>((resolve) => https.listen(0, "127.0.0.1", resolve));
    const { port } = https.address() as AddressInfo;
    const statuses: (number | undefined)[] = [];
    for (const host of ["127.0.0.1", "localhost"]) {
      statuses.push(
        await new Promise((resolve, reject) => {
          get({ host, port, family: 4, ca: root.certificate }, (response) => {
            response.resume();
            resolve(response.statusCode);
          }).on("error", reject);
        }),
      );
    }
    https.close();
    expect(statuses).toEqual([200, 200]);
  });
});

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
