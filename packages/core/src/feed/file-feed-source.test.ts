import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createFeedSource } from "./create-feed-source.js";
import { createFileFeedSource } from "./file-feed-source.js";

const directory = mkdtempSync(join(tmpdir(), "feed-"));
afterAll(() => rmSync(directory, { recursive: true }));
const never = new AbortController().signal;
const network = { timeoutMs: 1000, maxBytes: 1000, environment: {} };

function source(name: string, maxBytes = 100) {
  return createFileFeedSource({ url: pathToFileURL(join(directory, name)).href, maxBytes });
}

test("a file is a document", async () => {
  writeFileSync(join(directory, "the feed ü.xml"), "<EOCS/>");
  const document = await source("the feed ü.xml", 7).fetch(null, never);
  expect(Buffer.from(document.bytes).toString()).toBe("<EOCS/>");
  expect(document.sha256).toBe(createHash("sha256").update("<EOCS/>").digest("hex"));
  expect(document).toMatchObject({ notModified: false, validators: { etag: null, lastModified: null } });
});

test("a file of more than maxBytes", async () => {
  writeFileSync(join(directory, "large.xml"), Buffer.alloc(101));
  await expect(source("large.xml").fetch(null, never)).rejects.toMatchObject({ code: "DOCUMENT_TOO_LARGE" });
});

test("a missing file, named", async () => {
  const missing = source("missing.xml").fetch(null, never);
  await expect(missing).rejects.toMatchObject({ code: "FETCH_FILE", stage: "fetch" });
  await expect(missing).rejects.toThrow(/missing\.xml/);
});

test("a folder", async () => {
  await expect(source("").fetch(null, never)).rejects.toMatchObject({ code: "FETCH_FILE" });
});

test.runIf(process.platform !== "win32")("a named pipe does not hang", async () => {
  execFileSync("mkfifo", [join(directory, "pipe.xml")]);
  await expect(source("pipe.xml").fetch(null, never)).rejects.toMatchObject({ code: "FETCH_FILE" });
});

test("the signal stops it", async () => {
  writeFileSync(join(directory, "feed.xml"), "<EOCS/>");
  await expect(source("feed.xml").fetch(null, AbortSignal.abort())).rejects.toMatchObject({ code: "FETCH_ABORTED" });
});

test.runIf(process.platform !== "win32")("a URL with a host names no file", () => {
  const make = () => createFileFeedSource({ url: "file://server/share/feed.xml", maxBytes: 1 });
  expect(make).toThrow(expect.objectContaining({ code: "CONFIGURATION_INVALID" }));
});

test("the scheme picks the source", async () => {
  writeFileSync(join(directory, "feed.xml"), "<EOCS/>");
  const url = pathToFileURL(join(directory, "feed.xml")).href;
  expect((await createFeedSource(url, network).fetch(null, never)).bytes).toHaveLength(7);
  expect(createFeedSource("https://feed.contoso.example/x", network).url).toBe("https://feed.contoso.example/x");
  expect(() => createFeedSource("http://feed.contoso.example/x", network)).toThrow(/scheme http:/);
});
