import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorityKeyIdentifier, nameConstraints } from "../../packages/core/src/publish/certificate-extensions.js";
import { issueCrl } from "../../packages/core/src/publish/issue-certificate.js";
import { certificatesFromPem } from "../../packages/core/src/verify/certificate/certificates-from-pem.js";
import { describeCertificate } from "../../packages/core/src/verify/certificate/describe-certificate.js";
import { verifyChain } from "../../packages/core/src/verify/certificate/verify-chain.js";
import { verifyCountersignature } from "../../packages/core/src/verify/countersignature/verify-countersignature.js";
import { at, day, issueAuthority, issueLeaf, question, revocationOff, verdict } from "./pki.js";
import { timestampToken } from "./timestamp-token.js";

const root = issueAuthority({ issuer: null });
const ca = issueAuthority({ issuer: root, also: [nameConstraints({ directory: ["CN=Test Signer"] })] });
const leaf = issueLeaf({ issuer: ca });
const about = Buffer.from("about");

type Mutation = readonly { readonly at: number; readonly octet: number; readonly how: "set" | "insert" | "delete" }[];
const mutations: fc.Arbitrary<Mutation> = fc.array(
  fc.record({
    at: fc.nat(5000),
    octet: fc.integer({ min: 0, max: 255 }),
    how: fc.constantFrom("set", "insert", "delete"),
  }),
  { minLength: 1, maxLength: 4 },
);

function mutate(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  const octets = [...bytes];
  for (const { at: where, octet, how } of mutation) {
    octets.splice(where % octets.length, how === "insert" ? 0 : 1, ...(how === "delete" ? [] : [octet]));
  }
  return Uint8Array.from(octets);
}

describe("altered bytes", () => {
  it("of any certificate of a chain never pass and never break anything", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1), mutations, async (which, mutation) => {
        const certificates = [leaf.der, ca.der];
        const altered = mutate(certificates[which] ?? leaf.der, mutation);
        fc.pre(Buffer.compare(altered, certificates[which] ?? leaf.der) !== 0);
        certificates[which] = altered;
        expect(await verdict(() => verifyChain(question([], root, { certificates })))).not.toBe("accepted");
      }),
      { numRuns: 1500 },
    );
  });

  it("one bit at a time, in the leaf", async () => {
    for (let bit = 0; bit < leaf.der.length * 8; bit += 3) {
      const altered = Uint8Array.from(leaf.der);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const certificates = [altered, ca.der];
      expect(await verdict(() => verifyChain(question([], root, { certificates })))).not.toBe("accepted");
    }
  });

  it("of a CRL leave only what a missing CRL would", async () => {
    const crl = issueCrl({
      issuer: root,
      thisUpdate: at,
      nextUpdate: new Date(at.getTime() + day),
      revoked: [{ serial: Uint8Array.of(9), at }],
      extensions: [authorityKeyIdentifier(root.publicKey)],
    });
    const short = issueLeaf({ issuer: root });
    const own = question([short], root, { issuers: ["Test Root"] });
    const good = { mode: "required", crls: [crl], fetchCrl: null } as const;
    expect(await verdict(() => verifyChain({ ...own, revocation: good }))).toBe("accepted");
    await fc.assert(
      fc.asyncProperty(mutations, async (mutation) => {
        const altered = mutate(crl, mutation);
        fc.pre(Buffer.compare(altered, crl) !== 0);
        const revocation = { mode: "required", crls: [altered], fetchCrl: null } as const;
        expect(await verdict(() => verifyChain({ ...own, revocation }))).toMatch(/^CRL_/);
      }),
      { numRuns: 500 },
    );
  });

  it("of a token never move its time", async () => {
    const tsaCa = issueAuthority({ issuer: root, subject: "CN=Time CA" });
    const tsa = issueLeaf({
      issuer: tsaCa,
      without: ["2.5.29.37"],
      also: [{ oid: "2.5.29.37", critical: true, value: Buffer.from("300a06082b06010505070308", "hex") }],
    });
    const token = timestampToken({ signer: tsa, issuerName: "CN=Time CA", about, time: "20260601120000Z", ber: true });
    await fc.assert(
      fc.asyncProperty(mutations, async (mutation) => {
        let time: Date | null = null;
        const outcome = await verdict(async () => {
          time = await verifyCountersignature({
            token: mutate(token, mutation),
            certificates: [tsa.der, tsaCa.der],
            signatureValue: about,
            roots: [root.der],
            now: at,
            revocation: revocationOff,
          });
        });
        if (outcome === "accepted") expect(time).toEqual(at);
      }),
      { numRuns: 1500 },
    );
  });

  it("of any kind are refused by a StopgapError alone", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.string(), async (bytes, text) => {
        await verdict(async () => describeCertificate(bytes));
        await verdict(async () =>
          certificatesFromPem(`-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`),
        );
        await verdict(() => verifyChain(question([], root, { certificates: [bytes] })));
      }),
      { numRuns: 500 },
    );
  });
});
