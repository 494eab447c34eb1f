import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  [/<Signature [\s\S]*<\/Signature>/, "$&$&"],
  ["</Signature>", "<Object><Signature/></Object></Signature>"],
  ["<Config", '<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"/>$&'],
  ["<KeyInfo>", "<KeyInfo><Signature/>"],
] as const)("%s to %s", async (from, to) => {
  expect(await verdictAfter(from, to)).toBe("SIGNATURE_MULTIPLE");
});
