import { expect, it } from "vitest";
import { extendedKeyUsage } from "../../../packages/core/src/publish/index.js";
import { codeSigning, issueAuthority, issueLeaf } from "../../certificates/pki.js";
import { authority, root, verdictOnChain } from "../kit/chains.js";

const server = "1.3.6.1.5.5.7.3.1";
const any = "2.5.29.37.0";

it.each([
  ["another", { purposes: [server] }],
  ["any", { purposes: [any] }],
  ["any beside another", { purposes: [any, server] }],
  ["none", { without: ["2.5.29.37"] }],
] as const)("%s", async (_, leaf) => {
  expect(await verdictOnChain([issueLeaf({ issuer: authority, ...leaf }), authority])).toBe("CERTIFICATE_EKU_MISSING");
});

it("one of two that are configured", async () => {
  const extended = { extendedKeyUsage: [codeSigning, "1.2.3"] };
  const leaf = issueLeaf({ issuer: authority });
  expect(await verdictOnChain([leaf, authority], root, extended)).toBe("CERTIFICATE_EKU_MISSING");
});

it("below an authority for another", async () => {
  const limited = issueAuthority({ issuer: root, also: [extendedKeyUsage([server])] });
  expect(await verdictOnChain([issueLeaf({ issuer: limited }), limited])).toBe("CERTIFICATE_EKU_MISSING");
});

it("a key usage that is not for signatures", async () => {
  const leaf = issueLeaf({ issuer: authority, usages: ["keyEncipherment"] });
  expect(await verdictOnChain([leaf, authority])).toBe("CERTIFICATE_KEY_USAGE");
});

it("another issuer of the same root", async () => {
  const other = issueAuthority({ issuer: root, subject: "CN=Other CA" });
  expect(await verdictOnChain([issueLeaf({ issuer: other }), other])).toBe("CERTIFICATE_ISSUER_MISMATCH");
});
