import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ['name="a"', "name=a"],
  ['name="a"', "name"],
  ['name="a"', 'name="a"name2="b"'],
  ['name="a"', 'name="a" name="b"'],
  ["</Value>", "</value>"],
  ["</Value>", ""],
  ['desc="deny"', 'desc="<deny"'],
  ["deny ", "]]>"],
  ["deny ", "& "],
] as const)("%s to %s", async (from, to) => {
  expect(await verdictAfter(from, to)).toBe("DOCUMENT_NOT_WELL_FORMED");
});
