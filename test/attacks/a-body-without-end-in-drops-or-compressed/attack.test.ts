import { afterAll, beforeAll, expect, it } from "vitest";
import { createHttpFeedSource } from "../../../packages/core/src/feed/http-feed-source.js";
import { type FakeFeedServer, fakeAnswers, startFakeFeedServer } from "../../../packages/core/src/testing/index.js";
import { signedForms } from "../kit/signed.js";

let server: FakeFeedServer;
beforeAll(async () => {
  server = await startFakeFeedServer();
});
afterAll(() => server.close());

const [feed = new Uint8Array()] = signedForms;

it.each([
  ["DOCUMENT_TOO_LARGE", "without end", () => fakeAnswers.endless()],
  ["FETCH_TIMEOUT", "a byte at a time", () => fakeAnswers.trickle(feed, 50)],
  ["FETCH_ENCODING", "a gzip bomb", () => fakeAnswers.gzipped(Buffer.alloc(50_000_000))],
  ["FETCH_CUT_SHORT", "cut short", () => fakeAnswers.cutShort(feed, 100, "content-length")],
])("%s: %s", async (code, _, answer) => {
  const timeoutMs = code === "FETCH_TIMEOUT" ? 300 : 20_000;
  const source = createHttpFeedSource({
    url: server.url,
    ca: [server.ca],
    timeoutMs,
    maxBytes: 100_000,
    environment: {},
  });
  server.answer(answer());
  await expect(source.fetch(null, new AbortController().signal)).rejects.toMatchObject({ code });
});
