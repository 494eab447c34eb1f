import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ["line\nline", "line\u2028line"],
  ["line\nline", "line\u0085line"],
  ["line\nline", "line&#13;line"],
  ["line\nline", "line line"],
] as const)("%s to %s", async (from, to) => {
  expect(await verdictAfter(from, to)).toBe("SIGNATURE_DIGEST_MISMATCH");
});
