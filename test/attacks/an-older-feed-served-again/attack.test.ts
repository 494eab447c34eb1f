import { expect, it } from "vitest";
import { signFeed } from "../../../packages/core/src/publish/index.js";
import { wholePlainFeed } from "../kit/feeds.js";
import { newPublisher, publisher, signAs } from "../kit/publisher.js";
import { accept, verdict } from "../kit/server.js";

const feed = (serial: string): string => wholePlainFeed.replace('serial="42"', `serial="${serial}"`);
const published = (text: string): Uint8Array => signFeed(text, publisher());

it("is a rollback, with other content a fork, and the same again is good", async () => {
  const accepted = await accept(published(feed("42")));
  expect(await verdict(published(feed("41")), { accepted })).toBe("DOCUMENT_ROLLBACK");
  expect(await verdict(published(feed("42").replace("Heartbeat", "Other")), { accepted })).toBe("DOCUMENT_FORK");
  expect(await verdict(published(feed("42")), { accepted })).toBe("accepted");
  expect(await verdict(published(feed("43")), { accepted })).toBe("accepted");
  const before = { accepted, at: new Date("2026-11-20T23:54:59Z") };
  expect(await verdict(published(feed("43")), before)).toBe("DOCUMENT_ISSUED_AHEAD");
  expect(await verdict(published(feed("43")), { accepted, at: new Date("2026-12-21T00:00:00Z") })).toBe(
    "DOCUMENT_EXPIRED",
  );
});

it.each(["0", "-1", "042", "9007199254740993", "1e2"])("is not judged by serial %s", async (serial) => {
  expect(await verdict(published(feed(serial)))).toBe("DOCUMENT_SERIAL_INVALID");
});

it("is never the measure unless every check passed", async () => {
  const unsigned = signAs(feed("99").replace("</EOCS>\n", ""), { by: newPublisher() });
  expect(await verdict(unsigned)).toBe("CERTIFICATE_ROOT_UNKNOWN");
});
