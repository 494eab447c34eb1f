import { expect, it } from "vitest";
import { published } from "../kit/feeds.js";
import { accept, verdict } from "../kit/server.js";

it("is a rollback; the same again and a newer one are good", async () => {
  const accepted = await accept(published("42"));
  expect(await verdict(published("41"), { accepted })).toBe("DOCUMENT_ROLLBACK");
  expect(await verdict(published("42"), { accepted })).toBe("accepted");
  expect(await verdict(published("43"), { accepted })).toBe("accepted");
});

it("so is a feed without a serial after one with", async () => {
  const accepted = await accept(published("42"));
  expect(await verdict(published(null), { accepted })).toBe("DOCUMENT_ROLLBACK");
});
