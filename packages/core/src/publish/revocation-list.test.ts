import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { readCrl } from "../verify/revocation/crl.js";
import { generateSigningChain, issueSigningLeaf } from "./keygen.js";
import { renewRevocationList } from "./revocation-list.js";

const chain = generateSigningChain({ keyType: "ec" });
const second = issueSigningLeaf(chain.issuer, { keyType: "ec" });
const now = new Date("2026-11-24T18:00:00.000Z");
const nextUpdate = new Date("2026-12-24T18:00:00.000Z");
const later = { now: new Date("2026-11-25T18:00:00.000Z"), nextUpdate };

it("keeps what was on the list, with its time, and adds to it", () => {
  const empty = renewRevocationList(chain.issuer, null, [], { now, nextUpdate });
  expect(readCrl(empty.der)).toMatchObject({ thisUpdate: now, nextUpdate, revoked: new Map() });
  const first = renewRevocationList(chain.issuer, empty.der, [chain.leaf.certificate], { now, nextUpdate });
  const again = [chain.leaf.certificate, second.certificate + chain.issuer.certificate];
  const both = renewRevocationList(chain.issuer, first.der, again, later);
  const serials = [chain.leaf, second].map(({ certificate }) => new X509Certificate(certificate).serialNumber);
  expect(both.serials).toEqual(serials);
  expect([...readCrl(both.der).revoked]).toEqual([
    [serials[0]?.toLowerCase(), { date: now, reason: null }],
    [serials[1]?.toLowerCase(), { date: later.now, reason: null }],
  ]);
});

it("takes nothing that is not the authority's", () => {
  const refused = (before: Uint8Array | null, ...certificates: string[]) =>
    expect(() => renewRevocationList(chain.root, before, certificates, later)).toThrow(
      expect.objectContaining({ code: "USAGE" }),
    );
  refused(null, chain.leaf.certificate);
  refused(null, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  refused(null, chain.leaf.key);
  refused(renewRevocationList(chain.issuer, null, [], later).der);
  refused(Buffer.from("no list"));
});
