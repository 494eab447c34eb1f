import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ["DOCUMENT_COMMENT", "deny ", "de<!-- -->ny "],
  ["DOCUMENT_COMMENT", "<DigestValue>", "<DigestValue><!-- -->"],
  ["DOCUMENT_COMMENT", "<SignatureValue>", "<SignatureValue><!-- -->"],
  ["DOCUMENT_COMMENT", /$/, "<!-- -->"],
  ["DOCUMENT_CDATA", "deny ", "<![CDATA[deny]]> "],
] as const)("%s: %s to %s", async (code, from, to) => {
  expect(await verdictAfter(from, to)).toBe(code);
});
