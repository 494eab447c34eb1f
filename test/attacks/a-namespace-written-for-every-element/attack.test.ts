import { expect, it } from "vitest";
import { canonicalize } from "../../../packages/core/src/verify/signature/canonicalize.js";
import { edit } from "../kit/edit.js";
import { plainFeed } from "../kit/feeds.js";
import { inclusive, signAs } from "../kit/publisher.js";
import { policy, verdict } from "../kit/server.js";

const signed = signAs(plainFeed);

// Exclusive C14N writes a namespace on each element that first uses it: 100,000 characters times 60,000 siblings.
it("is refused by the length of one name", async () => {
  const junk = `<r xmlns:b="urn:${"x".repeat(100_000)}">${"<b:a/>".repeat(60_000)}</r>`;
  expect(await verdict(edit(signed, "</Config>", `${junk}</Config>`))).toBe("DOCUMENT_TOO_COMPLEX");
});

it("is refused as soon as the canonical form is too long", async () => {
  const junk = `<r xmlns:b="urn:${"x".repeat(500)}">${"<b:a/>".repeat(60_000)}</r>`;
  expect(await verdict(edit(signed, "</Config>", `${junk}</Config>`))).toBe("DOCUMENT_TOO_COMPLEX");
  expect(() => canonicalize(`<a>${"<b></b>".repeat(20)}</a>`, "exclusive", [], 100)).toThrow(
    /more than 100 characters/,
  );
});

it("costs nothing to compare, and is compared as XML normalises it", async () => {
  const long = `<r xmlns:b="urn:${"x".repeat(511)}" b:a="">${'<a b:c="" b:d=""/>'.repeat(1000)}</r>`;
  expect(await verdict(edit(signed, "</Config>", `${long}</Config>`))).toBe("DOCUMENT_TOO_COMPLEX");
  const twice = '<r xmlns:a="urn:x y" xmlns:b="urn:x\ny" a:c="" b:c=""/>';
  expect(await verdict(signAs(plainFeed.replace("</Config>", `${twice}</Config>`), { transform: inclusive }))).toBe(
    "DOCUMENT_NOT_WELL_FORMED",
  );
});

it("is no way to break verifying with an error that is not a refusal", async () => {
  // A string longer than JavaScript has is a RangeError, which a cycle takes for a bug: no Failed event and no alarm.
  const junk = `<r xmlns:b="urn:${"x".repeat(400)}">${"<b:a/>".repeat(150_000)}</r>`;
  const large = edit(signed, "</Config>", `${junk}</Config>`);
  await expect(verdict(large, { policy: policy() })).resolves.toMatch(/^DOCUMENT_/);
});
