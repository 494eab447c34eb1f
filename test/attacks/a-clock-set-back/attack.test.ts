import { expect, it } from "vitest";
import { published } from "../kit/feeds.js";
import { now } from "../kit/publisher.js";
import { ServerAtWork } from "../kit/server-at-work.js";

it("revives no feed that has expired: the newest event holds", async () => {
  const server = new ServerAtWork();
  expect(await server.check(published("42"), now)).toBe("accepted");
  expect(await server.check(published("42"), new Date("2026-12-21T01:00:00Z"))).toBe("DOCUMENT_EXPIRED");
  expect(await server.check(published("42"), now)).toBe("DOCUMENT_EXPIRED");
  expect(await server.check(published("42"), new Date("2020-01-01T00:00:00Z"))).toBe("DOCUMENT_EXPIRED");
});

it("makes no good feed one from the future", async () => {
  const server = new ServerAtWork();
  expect(await server.check(published("42"), now)).toBe("accepted");
  expect(await server.check(published("43"), new Date("2020-01-01T00:00:00Z"))).toBe("accepted");
});
