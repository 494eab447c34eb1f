import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ["DOCUMENT_ENCODING", 'encoding="utf-8"', 'encoding="iso-8859-1"'],
  ["DOCUMENT_ENCODING", 'encoding="utf-8"', 'encoding="utf-7"'],
  ["DOCUMENT_ENCODING", 'encoding="utf-8"', 'encoding="utf-16"'],
  ["DOCUMENT_NOT_WELL_FORMED", 'version="1.0"', 'version="1.1"'],
] as const)("%s: %s to %s", async (code, from, to) => {
  expect(await verdictAfter(from, to)).toBe(code);
});
