import { expect, it } from "vitest";
import { issueAuthority, issueLeaf } from "../../certificates/pki.js";
import { authority, root, verdictOnChain } from "../kit/chains.js";
import { ds } from "../kit/publisher.js";
import { verdictOnSignedInfo } from "../kit/signed.js";

const more = "http://www.w3.org/2001/04/xmldsig-more#";

it.each([
  ["SignatureMethod", `${ds}rsa-sha1`],
  ["SignatureMethod", `${more}ecdsa-sha1`],
  ["SignatureMethod", `${more}rsa-md5`],
  ["DigestMethod", `${ds}sha1`],
  ["DigestMethod", `${more}md5`],
])("%s %s", async (element, algorithm) => {
  const code = await verdictOnSignedInfo(
    new RegExp(`<${element} Algorithm="[^"]*"`),
    `<${element} Algorithm="${algorithm}"`,
  );
  expect(code).toBe("SIGNATURE_ALGORITHM_REFUSED");
});

it("SHA-1 on a certificate of the chain", async () => {
  expect(await verdictOnChain([issueLeaf({ issuer: authority, digest: "sha1" }), authority])).toBe(
    "CERTIFICATE_ALGORITHM",
  );
  const old = issueAuthority({ issuer: root, digest: "sha1" });
  expect(await verdictOnChain([issueLeaf({ issuer: old }), old])).toBe("CERTIFICATE_ALGORITHM");
});
