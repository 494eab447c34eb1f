import { expect, it } from "vitest";
import { issueAuthority, issueLeaf } from "../../certificates/pki.js";
import { authority, root, verdictOnChain } from "../kit/chains.js";

it("below an authority that allows none below it", async () => {
  const below = issueAuthority({ issuer: authority, subject: "CN=Test CA" });
  expect(await verdictOnChain([issueLeaf({ issuer: below }), below, authority])).toBe("CERTIFICATE_PATH_LENGTH");
});

it("below a root that allows none", async () => {
  const strict = issueAuthority({ issuer: null, subject: "CN=Strict Root", pathLength: 0 });
  const below = issueAuthority({ issuer: strict });
  expect(await verdictOnChain([issueLeaf({ issuer: below }), below], strict)).toBe("CERTIFICATE_PATH_LENGTH");
});

it("of more certificates than are followed", async () => {
  const chain = [root];
  for (let depth = 1; depth <= 8; depth += 1) {
    chain.unshift(issueAuthority({ issuer: chain[0] ?? root, subject: `CN=Test CA ${depth}` }));
  }
  const [issuer = root] = chain;
  const code = await verdictOnChain([issueLeaf({ issuer }), ...chain.slice(0, -1)]);
  expect(code).toBe("CERTIFICATE_PATH_LENGTH");
});
