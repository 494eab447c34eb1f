import { expect, it } from "vitest";
import { type Issued, issueAuthority, issueLeaf } from "../../certificates/pki.js";
import { authority, root, verdictOnChain } from "../kit/chains.js";

const leaf = issueLeaf({ issuer: authority });
const signer = (certificates: readonly Issued[]): readonly [Issued, ...Issued[]] => {
  const [first = leaf, ...rest] = certificates;
  return [{ ...first, key: leaf.key }, ...rest];
};

it("the leaf is found wherever it stands", async () => {
  for (const order of [
    [authority, leaf],
    [root, authority, leaf],
    [leaf, authority, leaf, authority, root],
    [issueAuthority({ issuer: null, subject: "CN=Unrelated" }), leaf, authority],
  ]) {
    expect(await verdictOnChain(signer(order))).toBe("accepted");
  }
});

it("two leaves are one too many", async () => {
  const twin = issueLeaf({ issuer: authority, subject: "CN=Twin" });
  expect(await verdictOnChain([leaf, twin, authority])).toBe("CERTIFICATE_LEAF_AMBIGUOUS");
});

it("so are eleven certificates", async () => {
  const more = Array.from({ length: 9 }, () => issueAuthority({ issuer: null }));
  expect(await verdictOnChain([leaf, authority, ...more])).toBe("CERTIFICATE_TOO_MANY");
});
