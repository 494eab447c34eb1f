import { expect, it } from "vitest";
import { verdictOnSignedInfo } from "../kit/signed.js";

it.each([
  ["SIGNATURE_REFERENCE_NOT_COVERED", /<Reference[\s\S]*<\/Reference>/, "$&$&"],
  ["SIGNATURE_SHAPE", /<Reference[\s\S]*<\/Reference>/, "$&".repeat(50)],
  ["SIGNATURE_SHAPE", /<Reference[\s\S]*<\/Reference>/, ""],
  ["SIGNATURE_REFERENCE_NOT_COVERED", "</SignedInfo>", '<s:Reference xmlns:s="urn:s" URI=""/></SignedInfo>'],
  ["SIGNATURE_SHAPE", "</SignedInfo>", "<Manifest/></SignedInfo>"],
  ["SIGNATURE_SHAPE", "<SignedInfo>", '<SignedInfo a="b">'],
  ["SIGNATURE_SHAPE", 'URI=""', 'Type="http://www.w3.org/2000/09/xmldsig#Manifest" URI=""'],
] as const)("%s (case %#)", async (code, from, to) => {
  expect(await verdictOnSignedInfo(from, to)).toBe(code);
});
