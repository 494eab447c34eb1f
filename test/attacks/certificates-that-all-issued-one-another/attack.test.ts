import { expect, it } from "vitest";
import { extendedKeyUsage } from "../../../packages/core/src/publish/index.js";
import { codeSigning, issueAuthority, issueLeaf, newKey } from "../../certificates/pki.js";
import { plainFeed } from "../kit/feeds.js";
import { now, publisher, signAs } from "../kit/publisher.js";
import { verdict } from "../kit/server.js";

const day = 86_400_000;
const dates = { notBefore: new Date(now.getTime() - day), notAfter: new Date(now.getTime() + day) };
const key = newKey();
const name = "CN=Anybody";

function withCertificates(certificates: readonly Uint8Array[]): Uint8Array {
  return signAs(plainFeed, { by: { ...publisher(), certificates } });
}

it("are given up on after a bounded number of signatures: CAs", async () => {
  const own = issueAuthority({ issuer: null, subject: name, key, ...dates });
  const cas = Array.from({ length: 9 }, () => issueAuthority({ issuer: own, subject: name, key, ...dates }).der);
  const leaf = issueLeaf({
    issuer: own,
    subject: "CN=Leaf",
    also: [extendedKeyUsage([codeSigning])],
    without: ["2.5.29.37"],
    ...dates,
  });
  expect(await verdict(withCertificates([leaf.der, ...cas]))).toBe("CERTIFICATE_TOO_MANY");
});

it("are given up on before any signature: leaves", async () => {
  const own = issueAuthority({ issuer: null, subject: name, key, ...dates });
  const leaves = Array.from({ length: 4 }, () => issueLeaf({ issuer: own, subject: name, key, ...dates }).der);
  expect(await verdict(withCertificates(leaves))).toBe("CERTIFICATE_LEAF_AMBIGUOUS");
});
