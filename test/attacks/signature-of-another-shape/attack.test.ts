import { describe, expect, it } from "vitest";
import { signFeed } from "../../../packages/core/src/publish/index.js";
import { edit, signatureOf } from "../kit/edit.js";
import { plainFeed, wholePlainFeed } from "../kit/feeds.js";
import { ds, exclusive, inclusive, publisher, signAs } from "../kit/publisher.js";
import { verdict } from "../kit/server.js";

const document = signAs(plainFeed, { transform: inclusive, canonicalization: inclusive });
const signature = signatureOf(document);
const hmac = `${ds}hmac-sha256`;

describe("what an attacker adds to a signed document", () => {
  it.each([
    ["SIGNATURE_MISSING", signature, ""],
    ["SIGNATURE_MULTIPLE", "<Config", `${signature}<Config`],
    ["SIGNATURE_MULTIPLE", "</Signature>", "<Object><Signature/></Object></Signature>"],
    ["SIGNATURE_MISPLACED", signature, `<Config>${signature}</Config>`],
    ["SIGNATURE_MISPLACED", signature, `${signature}<Config/>`],
    ["SIGNATURE_SHAPE", "</KeyInfo>", "</KeyInfo><Object/>"],
    ["SIGNATURE_SHAPE", "</KeyInfo>", '</KeyInfo><Object Id="other">a</Object>'],
    ["SIGNATURE_SHAPE", "</KeyInfo>", '</KeyInfo><Object Id="ts-countersig"/><Object Id="ts-countersig"/>'],
    ["SIGNATURE_SHAPE", "</KeyInfo>", '</KeyInfo><a xmlns="urn:a"/>'],
    ["SIGNATURE_SHAPE", "<KeyInfo>", "<KeyInfo><KeyName><a/></KeyName>"],
    ["SIGNATURE_SHAPE", "<KeyInfo>", '<KeyInfo><KeyName Id="a">a</KeyName>'],
    ["SIGNATURE_SHAPE", "<KeyInfo>", '<KeyInfo><RetrievalMethod URI="http://a.example/"/>'],
    ["SIGNATURE_SHAPE", "<KeyInfo>", '<KeyInfo Id="a">'],
    ["SIGNATURE_SHAPE", "<SignatureValue>", '<SignatureValue Id="a">'],
    ["SIGNATURE_SHAPE", "<Signature ", '<Signature a="b" '],
    ["SIGNATURE_SHAPE", "<Signature ", '<Signature xmlns:unused="urn:a" '],
    ["SIGNATURE_SHAPE", "<SignatureValue>", "text<SignatureValue>"],
    ["SIGNATURE_SHAPE", "<KeyInfo>", '<KeyInfo xmlns="urn:a">'],
    ["SIGNATURE_SHAPE", /<SignedInfo>.*<\/SignedInfo>/, ""],
    ["SIGNATURE_SHAPE", /<SignedInfo>.*<\/SignedInfo>/, "$&$&"],
    ["SIGNATURE_BASE64", "<SignatureValue>", "<SignatureValue>A"],
    ["CERTIFICATE_MISSING", /<X509Certificate>.*<\/X509Certificate>/, ""],
    [
      "SIGNATURE_INVALID",
      'CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
      `CanonicalizationMethod Algorithm="${exclusive}"`,
    ],
  ] as const)("refuses with %s: %.30s", async (code, from, to) => {
    const text = Buffer.from(document).toString();
    const found = typeof from === "string" ? from : (from.exec(text)?.[0] ?? "");
    expect(await verdict(edit(document, found, to.replaceAll("$&", found)))).toBe(code);
  });

  it("refuses a namespace that exclusive canonicalisation leaves out", async () => {
    const signed = signAs(plainFeed, { transform: exclusive });
    expect(await verdict(signed)).toBe("accepted");
    expect(await verdict(edit(signed, "<EOCS ", '<EOCS xmlns:a="urn:a" '))).toBe("DOCUMENT_NAMESPACE");
    expect(await verdict(edit(signed, '<Config id="M1"', '<Config xmlns:a="urn:a" id="M1"'))).toBe(
      "DOCUMENT_NAMESPACE",
    );
    const published = signFeed(wholePlainFeed, publisher());
    expect(await verdict(edit(published, "<EOCS ", '<EOCS xmlns:a="urn:a" '))).toBe("DOCUMENT_NAMESPACE");
    expect(await verdict(edit(document, "<EOCS ", '<EOCS xmlns:a="urn:a" '))).toBe("SIGNATURE_INVALID");
  });
});

describe("what even a trusted signer may not write", () => {
  const reference = /<Reference[\s\S]*<\/Reference>/;
  it.each([
    ["SIGNATURE_ALGORITHM_REFUSED", /SignatureMethod Algorithm="[^"]*"/, `SignatureMethod Algorithm="${hmac}"`],
    ["SIGNATURE_ALGORITHM_REFUSED", /SignatureMethod Algorithm="[^"]*"/, `SignatureMethod Algorithm="${ds}rsa-sha1"`],
    ["SIGNATURE_ALGORITHM_REFUSED", /DigestMethod Algorithm="[^"]*"/, `DigestMethod Algorithm="${ds}sha1"`],
    [
      "SIGNATURE_ALGORITHM_REFUSED",
      /CanonicalizationMethod Algorithm="[^"]*"/,
      `CanonicalizationMethod Algorithm="${exclusive}WithComments"`,
    ],
    [
      "SIGNATURE_ALGORITHM_REFUSED",
      `<Transform Algorithm="${exclusive}">`,
      '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116">',
    ],
    [
      "SIGNATURE_ALGORITHM_REFUSED",
      `<Transform Algorithm="${exclusive}">`,
      '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">',
    ],
    ["SIGNATURE_ALGORITHM_REFUSED", `<Transform Algorithm="${exclusive}">`, `<Transform Algorithm="${ds}base64">`],
    ["SIGNATURE_ALGORITHM_REFUSED", "</Transforms>", `<Transform Algorithm="${exclusive}"></Transform></Transforms>`],
    [
      "SIGNATURE_ALGORITHM_REFUSED",
      `<Transform Algorithm="${ds}enveloped-signature">`,
      `<Transform Algorithm="${exclusive}">`,
    ],
    ["SIGNATURE_SHAPE", "</Transforms>", "</Transforms><Transforms/>"],
    [
      "SIGNATURE_SHAPE",
      `<Transform Algorithm="${exclusive}"></Transform>`,
      `<Transform Algorithm="${exclusive}"><InclusiveNamespaces xmlns="${exclusive}" PrefixList="a"/></Transform>`,
    ],
    ["SIGNATURE_REFERENCE_NOT_COVERED", 'URI=""', 'URI="#a"'],
    ["SIGNATURE_REFERENCE_NOT_COVERED", 'URI=""', 'URI="#xpointer(/)"'],
    ["SIGNATURE_REFERENCE_NOT_COVERED", 'URI=""', 'URI="http://a.example/"'],
    ["SIGNATURE_REFERENCE_NOT_COVERED", ' URI=""', ""],
    ["SIGNATURE_REFERENCE_NOT_COVERED", reference, "$&$&"],
    ["SIGNATURE_SHAPE", reference, ""],
    ["SIGNATURE_SHAPE", "</SignedInfo>", "<Manifest/></SignedInfo>"],
    ["SIGNATURE_SHAPE", "<SignedInfo>", '<SignedInfo a="b">'],
  ] as const)("refuses with %s: %.50s", async (code, from, to) => {
    const signed = signAs(plainFeed, {
      signedInfo: (text) => {
        const found = typeof from === "string" ? from : (from.exec(text)?.[0] ?? "");
        expect(text).toContain(found);
        return text.replace(found, () => to.replaceAll("$&", found));
      },
    });
    expect(await verdict(signed)).toBe(code);
  });
});
