import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHttpFeedSource } from "../feed/http-feed-source.js";
import { generateTlsCertificate } from "./keygen.js";
import { type ServedFeed, serveFeed } from "./serve-feed.js";

const top = mkdtempSync(join(tmpdir(), "serve-"));
const directory = join(top, "public");
const { root, server } = generateTlsCertificate();
const tls = { key: server.key, cert: server.certificate };
let served: ServedFeed;

beforeAll(async () => {
  mkdirSync(join(directory, "old"), { recursive: true });
  writeFileSync(join(top, "outside.xml"), "outside");
  writeFileSync(join(directory, "feed.xml"), "<EOCS/>");
  writeFileSync(join(directory, "old", "feed 1.xml"), "<old/>");
  writeFileSync(join(directory, "leaf.key"), server.key);
  writeFileSync(join(directory, "leaf.crt"), `${server.certificate}${server.key}`);
  writeFileSync(join(directory, "root.crt"), root.certificate);
  writeFileSync(join(directory, ".hidden.xml"), "hidden");
  symlinkSync(join(top, "outside.xml"), join(directory, "link.xml"));
  served = await serveFeed({ directory, tls });
});
afterAll(async () => {
  await served.close();
  rmSync(top, { recursive: true });
});

function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  const { hostname, port } = new URL(served.url);
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const asking = request({ hostname, port, path, ca: root.certificate, agent: false, ...options }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    asking.on("error", reject);
    asking.end();
  });
}

test.each(["/getexchangemitigations", "/GetExchangeMitigations", "/getexchangemitigations?x=1", "/feed.xml"])(
  "%s is the feed",
  async (path) => {
    const { status, body, headers } = await ask(path);
    expect([status, body]).toEqual([200, "<EOCS/>"]);
    expect(headers).toMatchObject({ "content-type": "application/xml; charset=utf-8", "content-length": "7" });
  },
);

test.each([
  ["/old/feed%201.xml", "<old/>"],
  ["/root.crt", root.certificate],
])("%s is served", async (path, body) => {
  expect(await ask(path)).toMatchObject({ status: 200, body });
});

test.each([
  "/",
  "/old",
  "/nothing.xml",
  "/../outside.xml",
  "/%2e%2e/outside.xml",
  "/..%2foutside.xml",
  "/old/..%5c..%5coutside.xml",
  "/%00feed.xml",
  "/%zz.xml",
  "//feed.xml",
  "/link.xml",
  "/.hidden.xml",
  "/leaf.key",
  "/leaf.crt",
])("%s is not", async (path) => {
  expect((await ask(path)).status).toBe(404);
});

test("HEAD has no body; POST is not taken", async () => {
  expect(await ask("/feed.xml", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
  expect(await ask("/feed.xml", { method: "POST" })).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
});

test("what the client has is not sent again", async () => {
  const { headers } = await ask("/feed.xml");
  const etag = String(headers.etag);
  const since = String(headers["last-modified"]);
  expect((await ask("/feed.xml", { headers: { "if-none-match": `"x", W/${etag}` } })).status).toBe(304);
  expect((await ask("/feed.xml", { headers: { "if-modified-since": since } })).status).toBe(304);
  expect((await ask("/feed.xml", { headers: { "if-none-match": '"x"', "if-modified-since": since } })).status).toBe(
    200,
  );
  expect((await ask("/feed.xml", { headers: { "if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT" } })).status).toBe(
    200,
  );
});

test("our own client reads it, and a new feed at once", async () => {
  const common = { ca: [root.certificate], timeoutMs: 10_000, maxBytes: 1000, environment: {} };
  const source = createHttpFeedSource({ url: served.feedUrl, ...common });
  const { signal } = new AbortController();
  const first = await source.fetch(null, signal);
  const second = await source.fetch(first, signal);
  expect([first.notModified, second.notModified]).toEqual([false, true]);
  writeFileSync(join(directory, "feed.xml"), "<new/>");
  expect(Buffer.from((await source.fetch(second, signal)).bytes).toString()).toBe("<new/>");
  writeFileSync(join(directory, "feed.xml"), "<EOCS/>");
});

test("without feed.xml, the only .xml is the feed; of several, none", async () => {
  const other = mkdtempSync(join(top, "other-"));
  const server2 = await serveFeed({ directory: other, tls, host: "localhost" });
  const source = createHttpFeedSource({
    url: server2.feedUrl,
    ca: [root.certificate],
    timeoutMs: 10_000,
    maxBytes: 1000,
    environment: {},
  });
  const { signal } = new AbortController();
  writeFileSync(join(other, "signed.xml"), "<one/>");
  expect((await source.fetch(null, signal)).bytes).toHaveLength(6);
  writeFileSync(join(other, "unsigned.xml"), "<two/>");
  await expect(source.fetch(null, signal)).rejects.toMatchObject({ code: "FETCH_HTTP_STATUS" });
  await server2.close();
});

test("a taken port, a foreign address, a missing folder and bad PEM are named", async () => {
  const port = Number(new URL(served.url).port);
  const taken = serveFeed({ directory, tls, port });
  await expect(taken).rejects.toMatchObject({ code: "SERVE_ADDRESS" });
  await expect(taken).rejects.toThrow(String(port));
  await expect(serveFeed({ directory, tls, host: "192.0.2.1" })).rejects.toMatchObject({ code: "SERVE_ADDRESS" });
  await expect(serveFeed({ directory: join(top, "no"), tls })).rejects.toMatchObject({ code: "SERVE_DIRECTORY" });
  const bad = { key: "nonsense", cert: "nonsense" };
  await expect(serveFeed({ directory, tls: bad })).rejects.toMatchObject({ code: "CONFIGURATION_INVALID" });
});
