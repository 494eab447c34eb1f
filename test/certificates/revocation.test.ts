import { createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  authorityKeyIdentifier,
  type CertificateExtension,
  crlDistributionPoints,
  unknownExtension,
} from "../../packages/core/src/publish/certificate-extensions.js";
import { boolean, contextPrimitive, der, integer, sequence } from "../../packages/core/src/publish/der.js";
import { type CrlRequest, issueCrl } from "../../packages/core/src/publish/issue-certificate.js";
import { verifyChain } from "../../packages/core/src/verify/certificate/verify-chain.js";
import type { RevocationPolicy } from "../../packages/core/src/verify/trust-policy.js";
import { at, day, type Issued, issueAuthority, issueLeaf, newKey, question, verdict } from "./pki.js";

const url = "http://crl.contoso.example/ca.crl";
const root = issueAuthority({ issuer: null });
const ca = issueAuthority({ issuer: root });
const leaf = issueLeaf({
  issuer: ca,
  also: [crlDistributionPoints(["ldap://x", "https://crl.contoso.example/", url])],
});
const later = (days: number): Date => new Date(at.getTime() + days * day);

function crl(issuer: Issued, changes: Partial<CrlRequest> = {}): Uint8Array {
  return issueCrl({
    issuer,
    thisUpdate: later(-1),
    nextUpdate: later(1),
    revoked: [],
    extensions: [authorityKeyIdentifier(createPublicKey(issuer.key))],
    ...changes,
  });
}

const reason = (code: number): CertificateExtension => ({
  oid: "2.5.29.21",
  critical: false,
  value: der(0x0a, Uint8Array.of(code)),
});
const scope = (...content: readonly Uint8Array[]): CertificateExtension => ({
  oid: "2.5.29.28",
  critical: true,
  value: sequence(...content),
});
const flag = (tag: number): Uint8Array => contextPrimitive(tag, boolean(true).subarray(2));
const revokes = (date: Date, ...extensions: readonly CertificateExtension[]): Partial<CrlRequest> => ({
  revoked: [{ serial: leaf.serial, at: date, extensions }],
});
const rootCrl = crl(root);

async function judge(policy: Partial<RevocationPolicy>, now?: Date): Promise<string> {
  const revocation: RevocationPolicy = { mode: "required", crls: [], fetchCrl: null, ...policy };
  return verdict(() => verifyChain(question([leaf, ca], root, { revocation, ...(now === undefined ? {} : { now }) })));
}

describe("required", () => {
  const cases: readonly [string, string, readonly Uint8Array[]][] = [
    ["a current CRL of every CA", "accepted", [rootCrl, crl(ca)]],
    [
      "another CA's certificate revoked",
      "accepted",
      [crl(root, { revoked: [{ serial: leaf.serial, at: later(-1) }] }), crl(ca)],
    ],
    ["no CRL at all", "CRL_MISSING", []],
    ["no CRL of the leaf's issuer", "CRL_MISSING", [rootCrl]],
    ["no CRL of the root", "CRL_MISSING", [crl(ca)]],
    ["the leaf revoked", "CERTIFICATE_REVOKED", [rootCrl, crl(ca, revokes(later(-1)))]],
    [
      "the CA revoked",
      "CERTIFICATE_REVOKED",
      [crl(root, { revoked: [{ serial: ca.serial, at: later(-1) }] }), crl(ca)],
    ],
    ["revoked by one of two CRLs", "CERTIFICATE_REVOKED", [rootCrl, crl(ca), crl(ca, revokes(later(-1)))]],
    [
      "revoked by a stale CRL",
      "CERTIFICATE_REVOKED",
      [rootCrl, crl(ca, { ...revokes(later(-2)), nextUpdate: later(-1), thisUpdate: later(-3) })],
    ],
    ["a stale CRL", "CRL_STALE", [rootCrl, crl(ca, { nextUpdate: later(-1), thisUpdate: later(-3) })]],
    ["a CRL from the future", "CRL_INVALID", [rootCrl, crl(ca, { thisUpdate: later(1), nextUpdate: later(2) })]],
    ["a CRL by another key", "CRL_INVALID", [rootCrl, crl({ ...ca, key: newKey() }, { extensions: [] })]],
    ["a CRL with SHA-1", "CRL_INVALID", [rootCrl, crl(ca, { digest: "sha1" })]],
    [
      "a critical CRL number",
      "CRL_INVALID",
      [rootCrl, crl(ca, { extensions: [{ oid: "2.5.29.20", critical: true, value: integer(1) }] })],
    ],
    ["an unknown critical extension", "CRL_INVALID", [rootCrl, crl(ca, { extensions: [unknownExtension(true)] })]],
    [
      "an unknown critical entry extension",
      "CRL_INVALID",
      [rootCrl, crl(ca, { revoked: [{ serial: Uint8Array.of(1), at, extensions: [unknownExtension(true)] }] })],
    ],
    [
      "a delta CRL",
      "CRL_INVALID",
      [rootCrl, crl(ca, { extensions: [{ oid: "2.5.29.27", critical: true, value: integer(1) }] })],
    ],
    ["an indirect CRL", "CRL_INVALID", [rootCrl, crl(ca, { extensions: [scope(flag(4))] })]],
    [
      "some reasons only",
      "CRL_INVALID",
      [rootCrl, crl(ca, { extensions: [scope(contextPrimitive(3, Uint8Array.of(6, 0x40)))] })],
    ],
    ["user certificates only", "accepted", [rootCrl, crl(ca, { extensions: [scope(flag(1))] })]],
    ["CA certificates only", "CRL_MISSING", [rootCrl, crl(ca, { extensions: [scope(flag(2))] })]],
    [
      "deltas that are not processed",
      "CRL_STALE",
      [rootCrl, crl(ca, { extensions: [{ oid: "2.5.29.46", critical: false, value: sequence() }] })],
    ],
    ["what is no CRL", "CRL_INVALID", [rootCrl, Uint8Array.of(0x30, 0)]],
  ];
  it.each(cases)("%s: %s", async (_, code, crls) => {
    expect(await judge({ crls })).toBe(code);
  });

  it("a CA that may not sign CRLs", async () => {
    const silent = issueAuthority({ issuer: root, usages: ["keyCertSign"] });
    const signer = issueLeaf({ issuer: silent });
    const revocation = { mode: "required", crls: [rootCrl, crl(silent)], fetchCrl: null } as const;
    expect(await verdict(() => verifyChain(question([signer, silent], root, { revocation })))).toBe("CRL_INVALID");
  });
});

describe("after the judged time", () => {
  const now = later(60);
  const current = { thisUpdate: later(50), nextUpdate: later(70) };
  const newCrl = (changes: Partial<CrlRequest>): readonly Uint8Array[] => [
    crl(root, current),
    crl(ca, { ...current, ...changes }),
  ];
  it.each([
    ["no reason", "CERTIFICATE_REVOKED", []],
    ["key compromise", "CERTIFICATE_REVOKED", [reason(1)]],
    ["superseded", "accepted", [reason(4)]],
  ] as const)("revoked for %s: %s", async (_, code, extensions) => {
    expect(await judge({ crls: newCrl(revokes(later(40), ...extensions)) }, now)).toBe(code);
  });
  it("a CRL of that time, served again, does not count: it has to reach to the certificate's end", async () => {
    expect(await judge({ crls: newCrl({ nextUpdate: later(29) }) }, now)).toBe("CRL_STALE");
    expect(await judge({ crls: newCrl({ nextUpdate: later(30) }) }, now)).toBe("accepted");
  });
  it("revoked before it, whatever the reason", async () => {
    expect(await judge({ crls: newCrl(revokes(later(-1), reason(4))) }, now)).toBe("CERTIFICATE_REVOKED");
  });
});

describe("soft and off", () => {
  it.each([
    ["soft", "nothing", [], "accepted"],
    ["soft", "a forged CRL", [crl({ ...ca, key: newKey() }, { ...revokes(later(-1)), extensions: [] })], "accepted"],
    ["soft", "a CRL that revokes", [crl(ca, revokes(later(-1)))], "CERTIFICATE_REVOKED"],
    ["off", "a CRL that revokes", [crl(ca, revokes(later(-1)))], "accepted"],
  ] as const)("%s with %s", async (mode, _, crls, code) => {
    expect(await judge({ mode, crls })).toBe(code);
  });
});

describe("distribution points", () => {
  const fetching = (answer: Uint8Array | Error, asked: string[]): Partial<RevocationPolicy> => ({
    crls: [rootCrl],
    fetchCrl: async (from) => {
      asked.push(from);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });

  it("are asked over http: alone, and only where the configured CRLs leave it open", async () => {
    const asked: string[] = [];
    expect(await judge(fetching(crl(ca), asked))).toBe("accepted");
    expect(asked).toEqual([url]);
    expect(await judge({ ...fetching(crl(ca), asked), crls: [rootCrl, crl(ca)] })).toBe("accepted");
    expect(asked).toEqual([url]);
  });

  it("are not asked for a chain that is not good", async () => {
    const asked: string[] = [];
    const revocation: RevocationPolicy = { mode: "required", crls: [], fetchCrl: null, ...fetching(crl(ca), asked) };
    const late = question([leaf, ca], root, { revocation, at: later(365) });
    expect(await verdict(() => verifyChain(late))).toBe("CERTIFICATE_EXPIRED");
    expect(asked).toEqual([]);
  });

  it("that fail leave it open, and say why", async () => {
    const steps: string[] = [];
    const failing = fetching(new Error("refused"), []);
    const revocation: RevocationPolicy = { mode: "soft", crls: [], fetchCrl: null, ...failing };
    await verifyChain(question([leaf, ca], root, { revocation, explain: (step) => steps.push(step) }));
    expect(steps).toContain(`no revocation list from ${url}: refused`);
    expect(await judge(fetching(new Error("refused"), []))).toBe("CRL_MISSING");
    expect(await judge({ ...fetching(new Error("refused"), []), mode: "soft" })).toBe("accepted");
    expect(await judge(fetching(crl(ca, revokes(later(-1))), []))).toBe("CERTIFICATE_REVOKED");
  });

  it("stop when the caller does", async () => {
    const stop = new AbortController();
    const revocation: RevocationPolicy = {
      mode: "soft",
      crls: [],
      fetchCrl: async (_, signal) => {
        stop.abort();
        signal.throwIfAborted();
        return crl(ca);
      },
    };
    await expect(verifyChain(question([leaf, ca], root, { revocation, signal: stop.signal }))).rejects.toThrow(
      /abort/i,
    );
  });
});
