import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ["SIGNATURE_MISPLACED", /<Signature [\s\S]*<\/Signature>/, "<Config>$&</Config>"],
  ["SIGNATURE_MISPLACED", /<Signature [\s\S]*<\/Signature>/, "$&<Config/>"],
  ["SIGNATURE_MISSING", /<Signature [\s\S]*<\/Signature>/, ""],
  ["SIGNATURE_MISSING", '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"', '<Signature xmlns="urn:a"'],
  ["SIGNATURE_MISPLACED", /<EOCS[\s\S]*/, "<EOCS>$&</EOCS>"],
] as const)("%s: %s to %s", async (code, from, to) => {
  expect(await verdictAfter(from, to)).toBe(code);
});
