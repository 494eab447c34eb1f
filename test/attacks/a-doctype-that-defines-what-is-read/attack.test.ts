import { expect, it } from "vitest";
import { verdictAfter } from "../kit/signed.js";

it.each([
  ["DOCUMENT_DOCTYPE", "<EOCS", "<!DOCTYPE EOCS><EOCS"],
  ["DOCUMENT_DOCTYPE", "<EOCS", '<!DOCTYPE EOCS [<!ENTITY foo "bar">]><EOCS'],
  ["DOCUMENT_DOCTYPE", "<EOCS", '<!DOCTYPE EOCS [<!ATTLIST Action extra CDATA "allow">]><EOCS'],
  ["DOCUMENT_DOCTYPE", "<EOCS", '<!DOCTYPE EOCS SYSTEM "http://a.example/feed.dtd"><EOCS'],
  ["DOCUMENT_DOCTYPE", "<EOCS", '<!DOCTYPE EOCS [<!ENTITY a SYSTEM "file:///etc/passwd">]><EOCS'],
  [
    "DOCUMENT_DOCTYPE",
    "<EOCS",
    '<!DOCTYPE EOCS [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><EOCS',
  ],
  ["DOCUMENT_NOT_WELL_FORMED", "&amp;foo;", "&foo;"],
] as const)("%s: %s to %s", async (code, from, to) => {
  expect(await verdictAfter(from, to)).toBe(code);
});
