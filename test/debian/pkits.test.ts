import { describe, expect, it } from "vitest";
import { StopgapError } from "../../packages/core/src/errors/stopgap-error.js";
import { verifyChain } from "../../packages/core/src/verify/certificate/verify-chain.js";
import { type PkitsCase, readPkits } from "./pkits-corpus.js";

const corpus = readPkits();

async function outcome({ certificates, issuer }: PkitsCase): Promise<string> {
  try {
    await verifyChain({
      certificates,
      roots: [corpus.root],
      issuers: [issuer],
      extendedKeyUsage: [],
      at: new Date("2024-06-01T00:00:00Z"),
      revocation: { mode: "required", crls: corpus.crls, fetchCrl: null },
    });
    return "accepted";
  } catch (cause) {
    if (cause instanceof StopgapError) return `${cause.code}: ${cause.message}`;
    throw cause;
  }
}

describe("NIST PKITS", async () => {
  const outcomes = new Map<string, string>();
  for (const one of corpus.cases) outcomes.set(one.name, await outcome(one));
  for (const c of corpus.cases) {
    const o = outcomes.get(c.name) ?? "";
    if ((o === "accepted") !== c.valid)
      console.log(c.valid ? "FALSE REJECT" : "FALSE ACCEPT", c.name, c.certificates.length, o);
  }
  it("x", () => {
    expect(outcomes.size).toBeGreaterThan(200);
  });
});
