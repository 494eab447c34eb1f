import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ["</KeyInfo>", "</KeyInfo><Object/>"],
  ["</KeyInfo>", '</KeyInfo><Object Id="other">a</Object>'],
  ["</KeyInfo>", '</KeyInfo><Object Id="ts-countersig"/><Object Id="ts-countersig"/>'],
  [
    "</KeyInfo>",
    '</KeyInfo><Object Id="ts-countersig"><SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"/></Object>',
  ],
  ["</KeyInfo>", '</KeyInfo><a xmlns="urn:a"/>'],
  [
    "<SignedInfo>",
    '<Object><SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"/></Object><SignedInfo>',
  ],
] as const)("%s to %s", async (from, to) => {
  expect(await verdictAfter(from, to)).toBe("SIGNATURE_SHAPE");
});
