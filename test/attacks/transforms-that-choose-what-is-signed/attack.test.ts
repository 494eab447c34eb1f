import { expect, it } from "vitest";
import { ds, exclusive, inclusive } from "../kit/publisher.js";
import { verdictOnSignedInfo } from "../kit/signed.js";

const enveloped = `<Transform Algorithm="${ds}enveloped-signature"></Transform>`;
const canonical = `<Transform Algorithm="${exclusive}"></Transform>`;

it.each([
  "http://www.w3.org/TR/1999/REC-xslt-19991116",
  "http://www.w3.org/TR/1999/REC-xpath-19991116",
  "http://www.w3.org/2002/06/xmldsig-filter2",
  `${ds}base64`,
  `${exclusive}WithComments`,
  `${inclusive}#WithComments`,
  "http://www.w3.org/2006/12/xml-c14n11",
])("%s", async (algorithm) => {
  const other = `<Transform Algorithm="${algorithm}"></Transform>`;
  for (const transforms of [other + canonical, enveloped + other, enveloped + other + canonical, other]) {
    const code = await verdictOnSignedInfo(enveloped + canonical, transforms);
    expect(code).toMatch(/^SIGNATURE_(ALGORITHM_REFUSED|SHAPE)$/);
  }
  expect(
    await verdictOnSignedInfo(
      /CanonicalizationMethod Algorithm="[^"]*"/,
      `CanonicalizationMethod Algorithm="${algorithm}"`,
    ),
  ).toBe("SIGNATURE_ALGORITHM_REFUSED");
});

it.each([
  ["SIGNATURE_ALGORITHM_REFUSED", canonical + enveloped],
  ["SIGNATURE_ALGORITHM_REFUSED", enveloped + canonical + canonical],
  ["SIGNATURE_ALGORITHM_REFUSED", enveloped + enveloped],
  ["SIGNATURE_SHAPE", enveloped],
  ["SIGNATURE_SHAPE", ""],
  ["SIGNATURE_SHAPE", `${enveloped + canonical}</Transforms><Transforms>`],
  [
    "SIGNATURE_SHAPE",
    enveloped + canonical.replace("></", `><InclusiveNamespaces xmlns="${exclusive}" PrefixList="a"/></`),
  ],
  ["SIGNATURE_SHAPE", enveloped.replace("></", "><XPath>here()</XPath></") + canonical],
])("in another number, order or with parameters: %s", async (code, transforms) => {
  expect(await verdictOnSignedInfo(enveloped + canonical, transforms)).toBe(code);
});
