import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  basicConstraints,
  type CertificateExtension,
  extendedKeyUsage,
  keyUsage,
  nameConstraints,
  subjectAlternativeName,
  unknownExtension,
} from "../../packages/core/src/publish/certificate-extensions.js";
import { contextPrimitive, sequence } from "../../packages/core/src/publish/der.js";
import { type ChainInput, verifyChain } from "../../packages/core/src/verify/certificate/verify-chain.js";
import { at, codeSigning, day, type Issued, issueAuthority, issueLeaf, newKey, question, verdict } from "./pki.js";

const root = issueAuthority({ issuer: null });
const ca = issueAuthority({ issuer: root, pathLength: 0 });
const leaf = issueLeaf({ issuer: ca });
const judge = (input: ChainInput): Promise<string> => verdict(() => verifyChain(input));
const past = new Date(at.getTime() - day);
const soon = new Date(at.getTime() + day);

describe("accepts", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const rsaCa = issueAuthority({ issuer: root, key: rsa });
  const otherRoot = issueAuthority({ issuer: null, subject: "CN=Other Root" });
  const p384 = issueAuthority({ issuer: root, key: newKey("P-384"), digest: "sha384" });
  const permitting = issueAuthority({ issuer: root, also: [nameConstraints({ directory: ["O=Contoso"] })] });
  const rollover = issueAuthority({ issuer: ca, subject: ca.name });
  const plainCa = issueAuthority({ issuer: root, extensions: [basicConstraints(true)] });
  const cases: readonly [string, ChainInput][] = [
    ["leaf and CA, the root left out", question([leaf, ca], root)],
    ["any order", question([root, ca, leaf], root)],
    ["duplicates", question([leaf, ca, leaf, ca, root, root], root)],
    ["an unrelated CA beside the chain", question([leaf, ca, otherRoot], root)],
    [
      "several roots and issuers",
      question([leaf, ca], otherRoot, { roots: [otherRoot.der, root.der], issuers: ["A", "Test CA"] }),
    ],
    ["an intermediate as pinned root", question([leaf, ca], ca)],
    ["every named part of the issuer", question([leaf, ca], root, { issuers: ["CN=Test CA,O=Contoso"] })],
    ["a leaf without key usage", question([issueLeaf({ issuer: ca, without: ["2.5.29.15"] }), ca], root)],
    [
      "more purposes than configured",
      question([issueLeaf({ issuer: ca, purposes: ["1.2.3", codeSigning] }), ca], root),
    ],
    ["an RSA CA", question([issueLeaf({ issuer: rsaCa }), rsaCa], root)],
    ["P-384 with SHA-384", question([issueLeaf({ issuer: p384, digest: "sha384" }), p384], root)],
    [
      "an unknown extension that is not critical",
      question([issueLeaf({ issuer: ca, also: [unknownExtension(false)] }), ca], root),
    ],
    [
      "a name a CA may issue for",
      question([issueLeaf({ issuer: permitting, subject: "O=Contoso,CN=Signer" }), permitting], root),
    ],
    ["a self-issued CA below a path length of 0", question([issueLeaf({ issuer: rollover }), rollover, ca], root)],
    [
      "certificates without key identifiers",
      question([issueLeaf({ issuer: plainCa, extensions: [extendedKeyUsage([codeSigning])] }), plainCa], root),
    ],
    ["the last second of validity", question([issueLeaf({ issuer: ca, notAfter: at }), ca], root)],
  ];
  it.each(cases)("%s", async (_, input) => {
    expect(await judge(input)).toBe("accepted");
  });

  it("and says who signed and how long that holds", async () => {
    const steps: string[] = [];
    const { leaf: signer, path } = await verifyChain(
      question([ca, leaf], root, { explain: (step) => steps.push(step) }),
    );
    expect(signer.subject).toBe("CN=Test Signer");
    expect(signer.issuer).toBe("O=Contoso,CN=Test CA");
    expect(signer.publicKey.equals(leaf.publicKey)).toBe(true);
    expect(path.map(({ subject }) => subject)).toEqual(["CN=Test Signer", "O=Contoso,CN=Test CA", "CN=Test Root"]);
    expect(steps.join("\n")).toContain("CN=Test Signer <- O=Contoso,CN=Test CA <- CN=Test Root");
  });
});

describe("refuses", () => {
  const impostor = issueAuthority({ issuer: null });
  const impostorCa = issueAuthority({ issuer: impostor });
  const unkeyed = issueAuthority({ issuer: impostor, extensions: [basicConstraints(true)] });
  const deep = issueAuthority({ issuer: ca, subject: "CN=Deep CA" });
  const actingLeaf = issueLeaf({ issuer: ca, subject: "CN=Acting CA" });
  const excluding = issueAuthority({ issuer: root, also: [nameConstraints({}, { directory: ["CN=Test Signer"] })] });
  const dnsOnly = issueAuthority({ issuer: root, also: [nameConstraints({ dns: ["contoso.example"] })] });
  const ipOnly = issueAuthority({
    issuer: root,
    also: [nameConstraints({ ip: [Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0)] })],
  });
  const policy: CertificateExtension = {
    oid: "2.5.29.36",
    critical: true,
    value: sequence(contextPrimitive(0, Uint8Array.of(0))),
  };
  const weakRsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
  const below = (changes: Partial<Parameters<typeof issueAuthority>[0]>): readonly Issued[] => {
    const authority = issueAuthority({ issuer: root, ...changes });
    return [issueLeaf({ issuer: authority }), authority];
  };
  const withLeaf = (changes: Partial<Parameters<typeof issueLeaf>[0]>): ChainInput =>
    question([issueLeaf({ issuer: ca, ...changes }), ca], root);
  const tampered = Uint8Array.from(leaf.der);
  tampered[tampered.length - 1] = (tampered.at(-1) ?? 0) ^ 1;
  const expiredRoot = issueAuthority({ issuer: null, notAfter: past });
  const expiredRootCa = issueAuthority({ issuer: expiredRoot });
  const cases: readonly [string, string, ChainInput][] = [
    [
      "an impostor of the root's name",
      "CERTIFICATE_ROOT_UNKNOWN",
      question([issueLeaf({ issuer: impostorCa }), impostorCa, impostor], root),
    ],
    [
      "an impostor root that is left out",
      "CERTIFICATE_ROOT_UNKNOWN",
      question([issueLeaf({ issuer: impostorCa }), impostorCa], root),
    ],
    [
      "an impostor without key ids",
      "CERTIFICATE_SIGNATURE_INVALID",
      question([issueLeaf({ issuer: unkeyed }), unkeyed], root),
    ],
    ["a missing intermediate", "CERTIFICATE_ROOT_UNKNOWN", question([leaf], root)],
    ["no roots", "CERTIFICATE_ROOT_UNKNOWN", question([leaf, ca], root, { roots: [] })],
    ["an altered leaf", "CERTIFICATE_SIGNATURE_INVALID", question([ca], root, { certificates: [tampered, ca.der] })],
    ["an absent purpose", "CERTIFICATE_EKU_MISSING", withLeaf({ without: ["2.5.29.37"] })],
    ["a wrong purpose", "CERTIFICATE_EKU_MISSING", withLeaf({ purposes: ["1.3.6.1.5.5.7.3.1"] })],
    ["any purpose", "CERTIFICATE_EKU_MISSING", withLeaf({ purposes: ["2.5.29.37.0"] })],
    [
      "one of two purposes",
      "CERTIFICATE_EKU_MISSING",
      question([leaf, ca], root, { extendedKeyUsage: [codeSigning, "1.2.3"] }),
    ],
    [
      "a CA for other purposes",
      "CERTIFICATE_EKU_MISSING",
      question(below({ also: [extendedKeyUsage(["1.3.6.1.5.5.7.3.1"])] }), root),
    ],
    ["a leaf acting as CA", "CERTIFICATE_NOT_CA", question([issueLeaf({ issuer: actingLeaf }), actingLeaf, ca], root)],
    ["a CA as leaf", "CERTIFICATE_LEAF_IS_CA", question([ca], root)],
    ["a CA without basic constraints", "CERTIFICATE_NOT_CA", question(below({ without: ["2.5.29.19"] }), root)],
    [
      "basic constraints not critical",
      "CERTIFICATE_NOT_CA",
      question(below({ without: ["2.5.29.19"], also: [basicConstraints(true, 0, false)] }), root),
    ],
    ["path length", "CERTIFICATE_PATH_LENGTH", question([issueLeaf({ issuer: deep }), deep, ca], root)],
    ["an expired leaf", "CERTIFICATE_EXPIRED", withLeaf({ notAfter: past })],
    ["an expired intermediate", "CERTIFICATE_EXPIRED", question(below({ notAfter: past }), root)],
    [
      "an expired root",
      "CERTIFICATE_EXPIRED",
      question([issueLeaf({ issuer: expiredRootCa }), expiredRootCa], expiredRoot),
    ],
    ["a leaf of tomorrow", "CERTIFICATE_NOT_YET_VALID", withLeaf({ notBefore: soon })],
    ["an intermediate of tomorrow", "CERTIFICATE_NOT_YET_VALID", question(below({ notBefore: soon }), root)],
    ["a time that is none", "CERTIFICATE_NOT_YET_VALID", question([leaf, ca], root, { at: new Date(Number.NaN) })],
    [
      "an unknown critical extension in the leaf",
      "CERTIFICATE_CRITICAL_EXTENSION",
      withLeaf({ also: [unknownExtension(true)] }),
    ],
    [
      "an unknown critical extension in a CA",
      "CERTIFICATE_CRITICAL_EXTENSION",
      question(below({ also: [unknownExtension(true)] }), root),
    ],
    ["an explicit policy required", "CERTIFICATE_CRITICAL_EXTENSION", question(below({ also: [policy] }), root)],
    ["an extension twice", "CERTIFICATE_EXTENSION_DUPLICATE", withLeaf({ also: [extendedKeyUsage([codeSigning])] })],
    ["a leaf not for signing", "CERTIFICATE_KEY_USAGE", withLeaf({ usages: ["keyEncipherment"] })],
    [
      "a leaf for signing certificates",
      "CERTIFICATE_KEY_USAGE",
      withLeaf({ usages: ["digitalSignature", "keyCertSign"] }),
    ],
    ["a CA not for signing certificates", "CERTIFICATE_KEY_USAGE", question(below({ usages: ["cRLSign"] }), root)],
    ["SHA-1 on the leaf", "CERTIFICATE_ALGORITHM", withLeaf({ digest: "sha1" })],
    ["SHA-1 on a CA", "CERTIFICATE_ALGORITHM", question(below({ digest: "sha1" }), root)],
    ["a CA's RSA key of 1024 bits", "CERTIFICATE_KEY_WEAK", question(below({ key: weakRsa }), root)],
    ["an RSA key of 1024 bits", "CERTIFICATE_KEY_WEAK", withLeaf({ key: weakRsa })],
    ["another curve", "CERTIFICATE_KEY_WEAK", withLeaf({ key: newKey("secp256k1") })],
    [
      "another issuer",
      "CERTIFICATE_ISSUER_MISMATCH",
      question([leaf, ca], root, { issuers: ["Test", "test ca", "CN=Test CA,O=Fabrikam"] }),
    ],
    ["no issuer configured", "CERTIFICATE_ISSUER_MISMATCH", question([leaf, ca], root, { issuers: [] })],
    [
      "two possible leaves",
      "CERTIFICATE_LEAF_AMBIGUOUS",
      question([leaf, issueLeaf({ issuer: ca, subject: "CN=Twin" }), ca], root),
    ],
    ["no certificate", "CERTIFICATE_MISSING", question([], root)],
    [
      "eleven certificates",
      "CERTIFICATE_TOO_MANY",
      question([leaf, ca, ...Array.from({ length: 9 }, () => issueAuthority({ issuer: null }))], root),
    ],
    ["an excluded name", "CERTIFICATE_NAME_CONSTRAINT", question([issueLeaf({ issuer: excluding }), excluding], root)],
    [
      "a host outside",
      "CERTIFICATE_NAME_CONSTRAINT",
      question(
        [issueLeaf({ issuer: dnsOnly, also: [subjectAlternativeName({ dns: ["evilcontoso.example"] })] }), dnsOnly],
        root,
      ),
    ],
    [
      "a wildcard under a constraint",
      "CERTIFICATE_NAME_CONSTRAINT",
      question(
        [issueLeaf({ issuer: dnsOnly, also: [subjectAlternativeName({ dns: ["*.contoso.example"] })] }), dnsOnly],
        root,
      ),
    ],
    [
      "an address outside",
      "CERTIFICATE_NAME_CONSTRAINT",
      question(
        [issueLeaf({ issuer: ipOnly, also: [subjectAlternativeName({ ip: [Uint8Array.of(11, 0, 0, 1)] })] }), ipOnly],
        root,
      ),
    ],
    ["a serial of 21 octets", "CERTIFICATE_MALFORMED", withLeaf({ serial: new Uint8Array(20).fill(0xff) })],
    ["serial zero", "CERTIFICATE_MALFORMED", withLeaf({ serial: Uint8Array.of(0) })],
    ["a leaf without extensions", "CERTIFICATE_EKU_MISSING", withLeaf({ extensions: [] })],
    [
      "a critical subject key id",
      "CERTIFICATE_MALFORMED",
      withLeaf({ extensions: [{ oid: "2.5.29.14", critical: true, value: Uint8Array.of(4, 1, 1) }] }),
    ],
    [
      "another key id of the issuer",
      "CERTIFICATE_KEY_ID_MISMATCH",
      withLeaf({
        extensions: [{ oid: "2.5.29.35", critical: false, value: sequence(contextPrimitive(0, Uint8Array.of(1))) }],
      }),
    ],
    ...["2.5.29.31", "2.5.29.46", "1.3.6.1.5.5.7.1.1"].map((oid): [string, string, ChainInput] => [
      `the extension ${oid} without content`,
      "CERTIFICATE_MALFORMED",
      withLeaf({ also: [{ oid, critical: false, value: sequence() }] }),
    ]),
    ["a NUL in a name", "CERTIFICATE_MALFORMED", withLeaf({ subject: "CN=Test\0Signer" })],
    [
      "a key usage without bits",
      "CERTIFICATE_MALFORMED",
      withLeaf({ extensions: [{ ...keyUsage([]), value: Uint8Array.of(3, 1, 0) }] }),
    ],
    ["a leaf without a name", "CERTIFICATE_MALFORMED", withLeaf({ subject: sequence() })],
    [
      "what is no certificate",
      "CERTIFICATE_MALFORMED",
      question([leaf], root, { certificates: [Uint8Array.of(0x30, 0)] }),
    ],
  ];
  it.each(cases)("%s: %s", async (_, code, input) => {
    expect(await judge(input)).toBe(code);
  });

  it("a crowd of CAs that all issue one another, in bounded work", async () => {
    const key = newKey();
    const self = issueAuthority({ issuer: null, key, subject: "CN=Test CA" });
    const crowd = Array.from({ length: 9 }, () => issueAuthority({ issuer: self, key, subject: "CN=Test CA" }));
    expect(await judge(question([issueLeaf({ issuer: self }), ...crowd], root))).not.toBe("accepted");
  });
});
