import { expect, it } from "vitest";
import { issueAuthority, issueLeaf, newKey } from "../../certificates/pki.js";
import { authority, verdictOnChain } from "../kit/chains.js";

it("of the root, with the whole chain below it", async () => {
  const impostor = issueAuthority({ issuer: null });
  const below = issueAuthority({ issuer: impostor });
  expect(await verdictOnChain([issueLeaf({ issuer: below }), below, impostor])).toBe("CERTIFICATE_ROOT_UNKNOWN");
  expect(await verdictOnChain([issueLeaf({ issuer: below }), below])).toBe("CERTIFICATE_ROOT_UNKNOWN");
});

it("of the issuing authority, beside the real one", async () => {
  const impostor = issueAuthority({ issuer: null, subject: authority.name });
  const code = await verdictOnChain([issueLeaf({ issuer: impostor, without: ["2.5.29.35"] }), impostor, authority]);
  expect(code).toMatch(/^CERTIFICATE_(ROOT_UNKNOWN|SIGNATURE_INVALID)$/);
});

it("of the signer, self-signed", async () => {
  const impostor = issueLeaf({ issuer: null });
  expect(await verdictOnChain([impostor, authority])).toBe("CERTIFICATE_ROOT_UNKNOWN");
  expect(await verdictOnChain([impostor])).toBe("CERTIFICATE_ROOT_UNKNOWN");
});

it("of the signer, with the certificates of the real one", async () => {
  const real = issueLeaf({ issuer: authority });
  expect(await verdictOnChain([real, authority])).toBe("accepted");
  expect(await verdictOnChain([{ ...real, key: newKey() }, authority])).toBe("SIGNATURE_INVALID");
});
