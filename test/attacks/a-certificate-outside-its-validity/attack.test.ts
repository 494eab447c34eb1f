import { expect, it } from "vitest";
import { at, day, issueAuthority, issueLeaf } from "../../certificates/pki.js";
import { authority, root, verdictOnChain } from "../kit/chains.js";

const ended = { notAfter: new Date(at.getTime() - day) };
const future = { notBefore: new Date(at.getTime() + day) };

it.each([
  ["CERTIFICATE_EXPIRED", ended],
  ["CERTIFICATE_NOT_YET_VALID", future],
])("%s: the signer, the issuer, the root", async (code, dates) => {
  expect(await verdictOnChain([issueLeaf({ issuer: authority, ...dates }), authority])).toBe(code);
  const issuer = issueAuthority({ issuer: root, ...dates });
  expect(await verdictOnChain([issueLeaf({ issuer }), issuer])).toBe(code);
  const other = issueAuthority({ issuer: null, ...dates });
  const below = issueAuthority({ issuer: other });
  expect(await verdictOnChain([issueLeaf({ issuer: below }), below], other)).toBe(code);
});
