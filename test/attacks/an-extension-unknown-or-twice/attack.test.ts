import { expect, it } from "vitest";
import { unknownExtension } from "../../../packages/core/src/publish/index.js";
import { issueAuthority, issueLeaf } from "../../certificates/pki.js";
import { authority, root, verdictOnChain } from "../kit/chains.js";

it.each([
  ["CERTIFICATE_CRITICAL_EXTENSION", { also: [unknownExtension(true)] }],
  ["CERTIFICATE_EXTENSION_DUPLICATE", { also: [unknownExtension(false), unknownExtension(false)] }],
] as const)("%s: in the signer, the issuer, the root", async (code, change) => {
  expect(await verdictOnChain([issueLeaf({ issuer: authority, ...change }), authority])).toBe(code);
  const issuer = issueAuthority({ issuer: root, ...change });
  expect(await verdictOnChain([issueLeaf({ issuer }), issuer])).toBe(code);
  const other = issueAuthority({ issuer: null, ...change });
  const below = issueAuthority({ issuer: other });
  expect(await verdictOnChain([issueLeaf({ issuer: below }), below], other)).toBe(code);
});
