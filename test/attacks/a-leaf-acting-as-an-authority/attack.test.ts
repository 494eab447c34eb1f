import { expect, it } from "vitest";
import { issueAuthority, issueLeaf } from "../../certificates/pki.js";
import { authority, root, verdictOnChain } from "../kit/chains.js";

it("issues another leaf", async () => {
  const acting = issueLeaf({ issuer: authority, subject: authority.name });
  expect(await verdictOnChain([issueLeaf({ issuer: acting }), acting, authority])).toBe("CERTIFICATE_NOT_CA");
});

it("is for signing certificates, or an authority that signs a feed", async () => {
  const both = issueLeaf({ issuer: authority, usages: ["digitalSignature", "keyCertSign"] });
  expect(await verdictOnChain([both, authority])).toBe("CERTIFICATE_KEY_USAGE");
  expect(await verdictOnChain([authority])).toBe("CERTIFICATE_LEAF_IS_CA");
});

it.each([
  ["without basic constraints", { without: ["2.5.29.19"] }, "CERTIFICATE_NOT_CA"],
  ["not for signing certificates", { usages: ["cRLSign"] }, "CERTIFICATE_KEY_USAGE"],
] as const)("an authority %s", async (_, change, code) => {
  const odd = issueAuthority({ issuer: root, ...change });
  expect(await verdictOnChain([issueLeaf({ issuer: odd }), odd])).toBe(code);
});
