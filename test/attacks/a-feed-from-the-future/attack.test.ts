import { expect, it } from "vitest";
import { published } from "../kit/feeds.js";
import { verdict } from "../kit/server.js";

it("is refused from five minutes ahead", async () => {
  expect(await verdict(published("43"), { at: new Date("2026-11-20T23:55:00Z") })).toBe("accepted");
  expect(await verdict(published("43"), { at: new Date("2026-11-20T23:54:59Z") })).toBe("DOCUMENT_ISSUED_AHEAD");
});
