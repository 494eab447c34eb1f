import fc from "fast-check";
import { expect, it } from "vitest";
import { plainFeed } from "../kit/feeds.js";
import { exclusive, inclusive, signAs } from "../kit/publisher.js";
import { accept, verdict } from "../kit/server.js";

const documents = [
  signAs(plainFeed, { transform: inclusive, canonicalization: exclusive, prefix: "ds" }),
  signAs(plainFeed, { transform: exclusive }),
].map((document) => Buffer.from(document).toString());

const pieces = [
  ..."<>&\"'/= \t\n\r\u0085\u2028\ufeff\ufffe\u0000é",
  "<!-- -->",
  "<?p?>",
  "<![CDATA[a]]>",
  "]]>",
  "<!DOCTYPE EOCS>",
  "&#10;",
  "&#xD;",
  "&amp;",
  "&a;",
  "<a/>",
  "</a>",
  ' xmlns="urn:a"',
  ' xmlns=""',
  ' xmlns:ds="urn:a"',
  ' Id="a"',
  ' ds:a="b"',
  " serial='43'",
  "<Object/>",
  '<Config id="EVIL"><ActionList/></Config>',
];

/** Tags are where a reader can be misled: mutations begin or end at one as often as not. */
const mutation = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.constantFrom(0, 0, 1, 5, 100),
  atTag: fc.boolean(),
  piece: fc.oneof(fc.constantFrom("", ...pieces), fc.constant("copy")),
});

function mutate(
  text: string,
  { from, length, atTag, piece }: typeof mutation extends fc.Arbitrary<infer T> ? T : never,
) {
  const any = Math.floor(from * text.length);
  const at = atTag ? Math.max(0, text.indexOf("<", any)) : any;
  const put = piece === "copy" ? text.slice(at, at + 200) : piece;
  return text.slice(0, at) + put + text.slice(at + length);
}

it("is refused by a code, or reads as it did", async () => {
  const before = await Promise.all(documents.map((document) => accept(document)));
  await fc.assert(
    fc.asyncProperty(fc.nat(1), fc.array(mutation, { minLength: 1, maxLength: 2 }), async (which, mutations) => {
      const document = mutations.reduce(mutate, documents[which] ?? "");
      if ((await verdict(document)) !== "accepted") return;
      expect((await accept(document)).feed).toEqual(before[which]?.feed);
    }),
    { numRuns: 2000 },
  );
});
