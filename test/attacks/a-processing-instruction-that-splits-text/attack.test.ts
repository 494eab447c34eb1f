import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ["deny ", "<?p den?>y "],
  [/$/, "<?p?>"],
  ["<EOCS", "<?xml-stylesheet href='a'?><EOCS"],
  ["<SignatureValue>", "<SignatureValue><?p?>"],
] as const)("%s to %s", async (from, to) => {
  expect(await verdictAfter(from, to)).toBe("DOCUMENT_PROCESSING_INSTRUCTION");
});
