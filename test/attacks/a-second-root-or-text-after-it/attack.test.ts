import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  [/$/, "<EOCS/>"],
  [/$/, "allow"],
  [/$/, "<a ".repeat(5000)],
  [/$/, "&#32;"],
  ["<EOCS", "allow<EOCS"],
] as const)("case %#", async (from, to) => {
  expect(await verdictAfter(from, to)).toBe("DOCUMENT_NOT_WELL_FORMED");
});
