import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ['desc="deny"', 'desc="deny" xmlnsaction="allow"'],
  ['desc="deny"', 'desc="deny" XMLNSaction="allow"'],
  ['desc="deny"', 'desc="deny" Xmlns="allow"'],
] as const)("%s to %s", async (from, to) => {
  expect(await verdictAfter(from, to)).toBe("DOCUMENT_NAMESPACE");
});
