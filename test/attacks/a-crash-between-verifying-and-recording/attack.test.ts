import { expect, it } from "vitest";
import { published } from "../kit/feeds.js";
import { now } from "../kit/publisher.js";
import { ServerAtWork } from "../kit/server-at-work.js";

it("moves nothing: what was not recorded may come again, and what is older than the record may not", async () => {
  const server = new ServerAtWork();
  expect(await server.check(published("42"), now)).toBe("accepted");
  expect(await server.check(published("44"), now, { diesRecording: "Verified" })).toBe("the power went");
  expect(await server.check(published("41"), now)).toBe("DOCUMENT_ROLLBACK");
  expect(await server.check(published("43"), now)).toBe("accepted");
  expect(await server.check(published("44"), now)).toBe("accepted");
});

it("a crash after it has moved it", async () => {
  const server = new ServerAtWork();
  expect(await server.check(published("44"), now, { diesRecording: "Decided" })).toBe("the power went");
  expect(await server.check(published("43"), now)).toBe("DOCUMENT_ROLLBACK");
  expect(await server.check(published("44", "Other"), now)).toBe("DOCUMENT_FORK");
  expect(await server.check(published("44"), now)).toBe("accepted");
});
