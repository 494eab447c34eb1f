import { createPrivateKey, X509Certificate } from "node:crypto";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { generateSigningChain, generateTlsCertificate, issueSigningLeaf } from "./index.js";

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
