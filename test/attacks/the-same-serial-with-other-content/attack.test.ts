import { expect, it } from "vitest";
import { published } from "../kit/feeds.js";
import { accept, verdict } from "../kit/server.js";

it("is a fork", async () => {
  const accepted = await accept(published("42"));
  expect(await verdict(published("42", "Other"), { accepted })).toBe("DOCUMENT_FORK");
});
