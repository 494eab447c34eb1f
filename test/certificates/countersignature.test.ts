import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { extendedKeyUsage } from "../../packages/core/src/publish/certificate-extensions.js";
import { certificatesFromPem } from "../../packages/core/src/verify/certificate/certificates-from-pem.js";
import {
  type CountersignatureInput,
  verifyCountersignature,
} from "../../packages/core/src/verify/countersignature/verify-countersignature.js";
import { at, codeSigning, day, type Issued, issueAuthority, issueLeaf, newKey, revocationOff, verdict } from "./pki.js";
import { type TokenOptions, timestampToken, unknownTimestampExtension } from "./timestamp-token.js";

const timeStamping = "1.3.6.1.5.5.7.3.8";
const about = Buffer.from("the octets of a SignatureValue");
const root = issueAuthority({ issuer: null, subject: "CN=Time Root" });
const ca = issueAuthority({ issuer: root, subject: "CN=Time CA" });
const authority = (changes: Partial<Parameters<typeof issueLeaf>[0]> = {}): Issued =>
  issueLeaf({
    issuer: ca,
    subject: "CN=Time Authority",
    without: ["2.5.29.37"],
    also: [extendedKeyUsage([timeStamping], true)],
    ...changes,
  });
const tsa = authority();
const now = new Date(at.getTime() + 365 * day);

function input(token: Partial<TokenOptions> = {}, changes: Partial<CountersignatureInput> = {}): CountersignatureInput {
  const signer = token.signer ?? tsa;
  const options: TokenOptions = { signer, issuerName: "CN=Time CA", about, time: "20260601120000Z", ...token };
  return {
    token: timestampToken(options),
    certificates: [signer.der, ca.der],
    signatureValue: about,
    roots: [root.der],
    now,
    revocation: revocationOff,
    ...changes,
  };
}
const judge = (question: CountersignatureInput): Promise<string> => verdict(() => verifyCountersignature(question));

describe("accepts", () => {
  it.each<[string, CountersignatureInput]>([
    ["DER", input()],
    ["BER with indefinite lengths and a content in pieces", input({ ber: true })],
    ["a key for non-repudiation alone", input({ signer: authority({ usages: ["nonRepudiation"] }) })],
    ["an imprint by SHA-384", input({ imprintHash: "sha384" })],
    ["its certificates inside", input({ certificates: [ca.der, tsa.der] }, { certificates: [] })],
    ["its certificates inside and beside", input({ certificates: [ca.der, tsa.der] })],
    ["a chain that has expired since", input({}, { now: new Date(at.getTime() + 3650 * day) })],
    ["an intermediate as pinned root", input({}, { roots: [ca.der] })],
    ["an unknown extension that is not critical", input({ extensions: [unknownTimestampExtension(false)] })],
    ["a clock four minutes behind", input({}, { now: new Date(at.getTime() - 4 * 60_000) })],
  ])("%s", async (_, question) => {
    expect(await judge(question)).toBe("accepted");
  });

  it("and says when", async () => {
    expect(await verifyCountersignature(input({ time: "20260601120000.25Z" }))).toEqual(
      new Date("2026-06-01T12:00:00.250Z"),
    );
  });
});

describe("refuses", () => {
  const codes = {
    malformed: "COUNTERSIGNATURE_MALFORMED",
    invalid: "COUNTERSIGNATURE_INVALID",
    imprint: "COUNTERSIGNATURE_IMPRINT",
    signer: "COUNTERSIGNATURE_SIGNER",
  } as const;
  const purposes = (oids: readonly string[], critical: boolean): Issued =>
    authority({ also: [extendedKeyUsage(oids, critical)] });
  it.each<[string, string, CountersignatureInput]>([
    ["a token about another signature", codes.imprint, input({ about: Buffer.from("other") })],
    ["an imprint by SHA-1", codes.imprint, input({ imprintHash: "sha1" })],
    ["a digest by SHA-1", codes.invalid, input({ digestHash: "sha1" })],
    ["a digest by another hash than the signature's", codes.invalid, input({ digestHash: "sha512" })],
    ["another key's signature", codes.invalid, input({ key: newKey() })],
    ["an altered content", codes.invalid, input({ messageDigest: new Uint8Array(32) })],
    ["another content type signed", codes.invalid, input({ signedContentType: "1.2.840.113549.1.7.1" })],
    ["a content that is no timestamp", codes.malformed, input({ contentType: "1.2.840.113549.1.7.1" })],
    ["a binding to another certificate", codes.invalid, input({ boundTo: ca.der })],
    ["two signers", codes.malformed, input({ signers: 2 })],
    ["no signer", codes.malformed, input({ signers: 0 })],
    ["a critical extension", codes.malformed, input({ extensions: [unknownTimestampExtension(true)] })],
    ["a missing certificate", codes.signer, input({}, { certificates: [ca.der] })],
    ["a signer not for time stamping", codes.signer, input({ signer: purposes([codeSigning], true) })],
    [
      "a signer for time stamping and more",
      codes.signer,
      input({ signer: purposes([timeStamping, codeSigning], true) }),
    ],
    ["a signer for any purpose", codes.signer, input({ signer: purposes(["2.5.29.37.0"], true) })],
    ["a purpose that is not critical", codes.signer, input({ signer: purposes([timeStamping], false) })],
    ["another root", "CERTIFICATE_ROOT_UNKNOWN", input({}, { roots: [issueAuthority({ issuer: null }).der] })],
    ["no root", "CERTIFICATE_ROOT_UNKNOWN", input({}, { roots: [] })],
    ["a time after the authority's end", "CERTIFICATE_EXPIRED", input({ time: "20270101000000Z" })],
    ["a time before its beginning", "CERTIFICATE_NOT_YET_VALID", input({ time: "20200101000000Z" })],
    [
      "a time ahead of the clock",
      "COUNTERSIGNATURE_IN_FUTURE",
      input({}, { now: new Date(at.getTime() - 6 * 60_000) }),
    ],
    ["a time without seconds", codes.malformed, input({ time: "202606011200Z" })],
    ["a time in a zone", codes.malformed, input({ time: "20260601120000+0100" })],
    ["a fraction with a trailing zero", codes.malformed, input({ time: "20260601120000.10Z" })],
    ["bytes after the token", codes.malformed, input({}, { token: Buffer.concat([input().token, Uint8Array.of(0)]) })],
    ["an endless nesting", codes.malformed, input({}, { token: Buffer.alloc(4000, Uint8Array.of(0x30, 0x80)) })],
    ["a token of 65 KiB", codes.malformed, input({}, { token: new Uint8Array(65 * 1024 + 1) })],
    [
      "a revoked mode without CRLs",
      "CRL_MISSING",
      input({}, { revocation: { mode: "required", crls: [], fetchCrl: null } }),
    ],
  ])("%s: %s", async (_, code, question) => {
    expect(await judge(question)).toBe(code);
  });
});

describe("the public Exchange feed", () => {
  const folder = new URL("../../../shared/reference/feed/", import.meta.url);
  const file = new URL("GetExchangeMitigations-1.0.4-PING1-signed.xml", folder);

  it("verifies today by its countersignature, where the feed is at hand", async () => {
    if (!existsSync(file)) return;
    const xml = readFileSync(file, "utf8");
    const base64 = (pattern: RegExp): Buffer => Buffer.from(pattern.exec(xml)?.[1] ?? "", "base64");
    const [pca = new Uint8Array()] = certificatesFromPem(readFileSync(new URL("cert4.pem", folder), "utf8"));
    const question: CountersignatureInput = {
      token: base64(/<CounterSignature[^>]*>([^<]*)</),
      certificates: [],
      signatureValue: base64(/<SignatureValue[^>]*>([^<]*)</),
      roots: [pca],
      now: new Date("2026-11-24T00:00:00Z"),
      revocation: revocationOff,
    };
    expect((await verifyCountersignature(question)).toISOString()).toBe("2021-09-15T16:42:08.621Z");
    expect(await judge({ ...question, signatureValue: about })).toBe("COUNTERSIGNATURE_IMPRINT");
  });
});
