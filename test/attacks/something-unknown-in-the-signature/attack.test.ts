import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ["<KeyInfo>", "<KeyInfo><KeyName><a/></KeyName>"],
  ["<KeyInfo>", '<KeyInfo><KeyName Id="a">a</KeyName>'],
  ["<KeyInfo>", '<KeyInfo><RetrievalMethod URI="http://a.example/"/>'],
  ["<KeyInfo>", '<KeyInfo Id="a">'],
  ["<KeyInfo>", '<KeyInfo xmlns="urn:a">'],
  ["</KeyInfo>", "</KeyInfo><KeyInfo/>"],
  ["<SignatureValue>", '<SignatureValue Id="a">'],
  ["<SignatureValue>", "<SignatureValue>A</SignatureValue><SignatureValue>"],
  ["<Signature ", '<Signature a="b" '],
] as const)("%s to %s", async (from, to) => {
  expect(await verdictAfter(from, to)).toBe("SIGNATURE_SHAPE");
});
