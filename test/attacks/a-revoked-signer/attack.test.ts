import { expect, it } from "vitest";
import { type CrlRequest, issueCrl } from "../../../packages/core/src/publish/index.js";
import { at, day, type Issued, issueLeaf, newKey } from "../../certificates/pki.js";
import { authority, root, verdictOnChain } from "../kit/chains.js";

const leaf = issueLeaf({ issuer: authority });
const later = (days: number): Date => new Date(at.getTime() + days * day);
const list = (issuer: Issued, change: Partial<CrlRequest> = {}): Uint8Array =>
  issueCrl({ issuer, thisUpdate: later(-1), nextUpdate: later(1), revoked: [], ...change });
const revoking = { revoked: [{ serial: leaf.serial, at: later(-1) }] };

it.each([
  ["CERTIFICATE_REVOKED", "revoked", list(authority, revoking)],
  [
    "CERTIFICATE_REVOKED",
    "revoked by a list that is out of date",
    list(authority, { ...revoking, nextUpdate: later(-1) }),
  ],
  ["CRL_MISSING", "no list", list(root)],
  ["CRL_STALE", "a list that is out of date", list(authority, { nextUpdate: later(-1) })],
  ["CRL_INVALID", "a list by another key", list({ ...authority, key: newKey() })],
  ["accepted", "a list that names it not", list(authority)],
])("%s: %s", async (code, _, crl) => {
  const revocation = { mode: "required", crls: [list(root), crl], fetchCrl: null } as const;
  expect(await verdictOnChain([leaf, authority], root, { revocation })).toBe(code);
});
