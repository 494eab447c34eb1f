import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ["</Config>", `${"<a>".repeat(5000)}${"</a>".repeat(5000)}$&`],
  ["</Config>", `${"<a>".repeat(20_000)}${"</a>".repeat(20_000)}$&`],
] as const)("case %#", async (from, to) => {
  expect(await verdictAfter(from, to)).toBe("DOCUMENT_TOO_DEEP");
});
