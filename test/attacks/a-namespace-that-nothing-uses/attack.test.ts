import { expect, it } from "vitest";
import { signFeed } from "../../../packages/core/src/publish/index.js";
import { edit } from "../kit/edit.js";
import { plainFeed, wholePlainFeed } from "../kit/feeds.js";
import { exclusive, inclusive, publisher, signAs } from "../kit/publisher.js";
import { verdict } from "../kit/server.js";

it("is refused where exclusive canonicalisation leaves it out", async () => {
  const signed = signAs(plainFeed, { transform: exclusive });
  expect(await verdict(signed)).toBe("accepted");
  const published = signFeed(wholePlainFeed, publisher());
  for (const document of [signed, published]) {
    expect(await verdict(edit(document, "<EOCS ", '<EOCS xmlns:a="urn:a" '))).toBe("DOCUMENT_NAMESPACE");
    expect(await verdict(edit(document, "<AppliesTo ", '<AppliesTo xmlns:a="urn:a" '))).toBe("DOCUMENT_NAMESPACE");
    expect(await verdict(edit(document, "<Signature ", '<Signature xmlns:a="urn:a" '))).toBe("SIGNATURE_SHAPE");
  }
});

it("is covered by inclusive canonicalisation, in SignedInfo and in the document", async () => {
  const signed = signAs(plainFeed, { transform: inclusive, canonicalization: inclusive });
  expect(await verdict(edit(signed, "<EOCS ", '<EOCS xmlns:a="urn:a" '))).toBe("SIGNATURE_INVALID");
  expect(await verdict(edit(signed, "<AppliesTo ", '<AppliesTo xmlns:a="urn:a" '))).toBe("SIGNATURE_DIGEST_MISMATCH");
});
