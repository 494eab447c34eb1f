import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ["SIGNATURE_SHAPE", /<SignedInfo>[\s\S]*<\/SignedInfo>/, "$&$&"],
  ["SIGNATURE_SHAPE", /<SignedInfo>[\s\S]*<\/SignedInfo>/, '<s:SignedInfo xmlns:s="urn:s"/>$&'],
  ["SIGNATURE_SHAPE", /<SignedInfo>[\s\S]*<\/SignedInfo>/, ""],
  ["SIGNATURE_SHAPE", "</SignatureValue>", "</SignatureValue><SignedInfo/>"],
  ["SIGNATURE_SHAPE", "<SignedInfo>", '<SignedInfo xmlns="urn:a">'],
  ["SIGNATURE_INVALID", "<Reference ", "\n<Reference "],
] as const)("%s: %s to %s", async (code, from, to) => {
  expect(await verdictAfter(from, to)).toBe(code);
});
