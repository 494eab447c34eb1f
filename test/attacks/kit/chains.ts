import type { TrustPolicy } from "../../../packages/core/src/verify/trust-policy.js";
import { at, type Issued, issueAuthority } from "../../certificates/pki.js";
import { plainFeed } from "./feeds.js";
import { signAs } from "./publisher.js";
import { policy, verdict } from "./server.js";

/** An authority of the configured issuer's name below a pinned root. */
export const root = issueAuthority({ issuer: null });
export const authority = issueAuthority({ issuer: root, pathLength: 0 });

const undated = plainFeed.replace(/ serial=.*Z"/, "");

/** What a server that pins `pinned` says of a feed signed by the first of the certificates, all of them in it. */
export async function verdictOnChain(
  certificates: readonly [Issued, ...Issued[]],
  pinned: Issued = root,
  change: Partial<TrustPolicy> = {},
): Promise<string> {
  const [{ key }] = certificates;
  const by = { key, certificates: certificates.map(({ der }) => der), root: pinned.der, keyType: "ec" } as const;
  const trust = policy({ roots: [pinned.der], issuers: ["Test CA"], ...change });
  return verdict(signAs(undated, { by }), { policy: trust, at });
}
