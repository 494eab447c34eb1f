import { describe, expect, it } from "vitest";
import { distinguishedName } from "../../publish/distinguished-name.js";
import { readWhole, TAG } from "./asn1/der-reader.js";
import { readName } from "./distinguished-name.js";
import { matchesIssuer, readIssuerPattern } from "./issuer-pattern.js";

const issuer = readName(
  readWhole(distinguishedName("C=US, O=Microsoft Corporation, CN=Microsoft Code Signing PCA 2011"), TAG.sequence),
);

describe("an issuer matches", () => {
  it.each([
    "Microsoft Code Signing PCA 2011",
    "  Microsoft Code Signing PCA 2011 ",
    "CN=Microsoft Code Signing PCA 2011",
    "cn = Microsoft Code Signing PCA 2011",
    "CN=Microsoft Code Signing PCA 2011,O=Microsoft Corporation",
    "O=Microsoft Corporation, C=US, CN=Microsoft Code Signing PCA 2011",
    "2.5.4.3=Microsoft Code Signing PCA 2011",
    "CN=Microsoft Code Signing PCA 201\\31",
    "CN=Microsoft\\ Code Signing PCA 2011",
  ])("%s", (pattern) => {
    expect(matchesIssuer(issuer, pattern)).toBe(true);
  });
});

describe("an issuer does not match", () => {
  it.each([
    "",
    " ",
    "=",
    "CN=",
    "CN",
    "Microsoft Code Signing PCA",
    "microsoft code signing PCA 2011",
    "Microsoft Code Signing PCA 2011x",
    "Microsoft Corporation",
    "CN=Microsoft Code Signing PCA 2011,O=Microsoft",
    "CN=Microsoft Code Signing PCA 2011,OU=Any",
    "CN=Microsoft Code Signing PCA 2011,",
    "XX=Microsoft Code Signing PCA 2011",
    "CN=Microsoft Code Signing PCA 2011\\",
    "CN=Microsoft  Code Signing PCA 2011",
    "CN=*",
  ])("%j", (pattern) => {
    expect(matchesIssuer(issuer, pattern)).toBe(false);
  });
});

it("escapes are taken away, and a bare name keeps its commas", () => {
  expect(readIssuerPattern("CN=Contoso\\, Ltd\\+\\=\\20")).toEqual([{ oid: "2.5.4.3", value: "Contoso, Ltd+= " }]);
  expect(readIssuerPattern("CN=M\\C3\\BCller")).toEqual([{ oid: "2.5.4.3", value: "Müller" }]);
  expect(readIssuerPattern("Contoso, Ltd + Sons")).toEqual([{ oid: "2.5.4.3", value: "Contoso, Ltd + Sons" }]);
});

it("what a name is shown as matches it", () => {
  const odd = readName(readWhole(distinguishedName("O=A\\, B\\+C, CN= lead\\\\"), TAG.sequence));
  expect(matchesIssuer(odd, odd.text)).toBe(true);
});
