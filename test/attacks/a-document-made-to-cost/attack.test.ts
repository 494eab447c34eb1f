import { expect, it } from "vitest";
import { edit } from "../kit/edit.js";
import { plainFeed } from "../kit/feeds.js";
import { inclusive, signAs } from "../kit/publisher.js";
import { policy, verdict } from "../kit/server.js";

const signed = signAs(plainFeed, { transform: inclusive });

it.each([
  ["DOCUMENT_TOO_DEEP", `${"<a>".repeat(5000)}${"</a>".repeat(5000)}`],
  ["DOCUMENT_TOO_COMPLEX", "<a/>".repeat(250_000)],
  ["DOCUMENT_COMMENT", "<!---->".repeat(20_000)],
  ["DOCUMENT_TOO_COMPLEX", `<a ${Array.from({ length: 5000 }, (_, index) => `a${index}=""`).join(" ")}/>`],
  ["DOCUMENT_NOT_WELL_FORMED", "<a ".repeat(5000)],
  ["SIGNATURE_DIGEST_MISMATCH", "<a/>".repeat(20_000)],
  ["SIGNATURE_DIGEST_MISMATCH", '<a xmlns:b="urn:b" b:c=""/>'.repeat(20_000)],
])("is refused with %s before it costs", async (code, junk) => {
  expect(await verdict(edit(signed, "</Config>", `${junk}</Config>`))).toBe(code);
});

it("is refused by its size alone", async () => {
  expect(await verdict(signed, { policy: policy({ maxBytes: signed.length - 1 }) })).toBe("DOCUMENT_TOO_LARGE");
  expect(await verdict(signed, { policy: policy({ maxBytes: signed.length }) })).toBe("accepted");
});

it("is refused above the general path's size unless in publication form", async () => {
  const padded = edit(signed, /\n$|$/, " ".repeat(1024 * 1024));
  expect(await verdict(padded)).toBe("DOCUMENT_NOT_PUBLICATION_FORM");
});

it("is refused with fifty references", async () => {
  const many = signAs(plainFeed, {
    signedInfo: (text) => text.replace(/<Reference[\s\S]*<\/Reference>/, (reference) => reference.repeat(50)),
  });
  expect(await verdict(many)).toMatch(/^SIGNATURE_/);
});
