import { expect, it } from "vitest";
import { edit } from "../kit/edit.js";
import { policy, verdict } from "../kit/server.js";
import { signedForms, verdictAfter } from "../kit/signed.js";

const attributes = Array.from({ length: 5000 }, (_, index) => `a${index}=""`).join(" ");

it.each([
  ["DOCUMENT_TOO_COMPLEX", "<a/>".repeat(250_000)],
  ["DOCUMENT_COMMENT", "<!---->".repeat(20_000)],
  ["DOCUMENT_TOO_COMPLEX", `<a ${attributes}/>`],
  ["DOCUMENT_NOT_WELL_FORMED", "<a ".repeat(5000)],
  ["SIGNATURE_DIGEST_MISMATCH", "<a/>".repeat(20_000)],
  ["SIGNATURE_DIGEST_MISMATCH", '<a xmlns:b="urn:b" b:c=""/>'.repeat(20_000)],
])("%s (case %#)", async (code, junk) => {
  expect(await verdictAfter("</Config>", `${junk}$&`)).toBe(code);
});

it("more bytes than are looked at, or than are canonicalised", async () => {
  for (const signed of signedForms) {
    expect(await verdict(signed, { policy: policy({ maxBytes: signed.length }) })).toBe("accepted");
    expect(await verdict(signed, { policy: policy({ maxBytes: signed.length - 1 }) })).toBe("DOCUMENT_TOO_LARGE");
    expect(await verdict(edit(signed, /$/, " ".repeat(1024 * 1024)))).toBe("DOCUMENT_NOT_PUBLICATION_FORM");
  }
});
