import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { StopgapError } from "../../packages/core/src/errors/stopgap-error.js";
import { readCertificate } from "../../packages/core/src/verify/certificate/certificate.js";
import { verifyChain } from "../../packages/core/src/verify/certificate/verify-chain.js";
import { type PkitsCase, readPkits } from "./pkits-corpus.js";

const corpus = readPkits();
const outcomes = new Map<string, string>();

/** The code a chain is refused with, or `accepted`; a CRL is required of every CA. */
async function outcome({ certificates }: PkitsCase): Promise<string> {
  try {
    await verifyChain({
      certificates,
      roots: [corpus.root],
      issuers: [readCertificate(certificates[0] ?? new Uint8Array()).issuer.text],
      extendedKeyUsage: [],
      at: new Date("2024-06-01T00:00:00Z"),
      revocation: { mode: "required", crls: corpus.crls, fetchCrl: null },
    });
    return "accepted";
  } catch (cause) {
    if (cause instanceof StopgapError) return cause.code;
    throw cause;
  }
}

function wrong(valid: boolean): string[] {
  return corpus.cases
    .filter((one) => one.valid === valid && (outcomes.get(one.name) === "accepted") !== valid)
    .map(({ name }) => name)
    .sort();
}

describe("NIST PKITS", () => {
  beforeAll(async () => {
    for (const one of corpus.cases) outcomes.set(one.name, await outcome(one));
  });

  it("has all of its end entities", () => {
    expect(corpus.cases).toHaveLength(223);
  });

  it("sees nothing accepted that it refuses", () => {
    expect(wrong(false)).toEqual([]);
  });

  it("sees refused, of what it accepts, what docs/certificates.md lists, and no more", () => {
    const text = readFileSync(new URL("../../docs/certificates.md", import.meta.url), "utf8");
    const listed = [...text.matchAll(/`([A-Za-z0-9]+Test\d+)`/g)].map(([, name]) => name);
    expect(wrong(true)).toEqual(listed.sort());
  });

  it.each([
    [/^InvalidEESignatureTest3$/, "CERTIFICATE_SIGNATURE_INVALID"],
    [/^InvalidCAnotBefore|^InvalidEEnotBefore/, "CERTIFICATE_NOT_YET_VALID"],
    [/^InvalidCAnotAfter|^InvalidEEnotAfter/, "CERTIFICATE_EXPIRED"],
    [/^InvalidNameChaining/, "CERTIFICATE_ROOT_UNKNOWN"],
    [/^InvalidRevoked|^InvalidLongSerial|^InvaliddistributionPointTest2$/, "CERTIFICATE_REVOKED"],
    [/^InvalidMissingbasicConstraints|^InvalidcAFalse/, "CERTIFICATE_NOT_CA"],
    [/^InvalidpathLenConstraintTest(5|9|11)$|^InvalidSelfIssuedpathLen/, "CERTIFICATE_PATH_LENGTH"],
    [/^InvalidkeyUsage.*keyCertSign/, "CERTIFICATE_KEY_USAGE"],
    [/^InvalidkeyUsage.*cRLSign/, "CRL_INVALID"],
    [/^Invalid.*[nN]ameConstraints/, "CERTIFICATE_NAME_CONSTRAINT"],
    [/^InvalidUnknownCriticalCertificateExtension/, "CERTIFICATE_CRITICAL_EXTENSION"],
    [/^Invalid(OldCRL|pre2000CRL)nextUpdate/, "CRL_STALE"],
  ] as const)("sees %s refused with %s", (pattern, code) => {
    const matching = corpus.cases.filter(({ name }) => pattern.test(name));
    expect(matching.length).toBeGreaterThan(0);
    for (const { name } of matching) expect([name, outcomes.get(name)]).toEqual([name, code]);
  });
});
