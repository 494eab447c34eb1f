import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FakeFeedServer, fakeAnswers, startFakeFeedServer, startFakeProxy } from "@stopgap/core/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { feed, ping, pool } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

let world: World;
let server: FakeFeedServer;
let signed: Buffer;

beforeAll(async () => {
  world = await makeWorld();
  await world.publish(feed(7, ping));
  signed = await readFile(join(world.directory, "feed/feed.xml"));
  server = await startFakeFeedServer();
  await writeFile(join(world.directory, "fake.pem"), server.ca);
});
afterAll(async () => {
  await server.close();
  await world.end();
});

async function configure(feedOptions: string): Promise<void> {
  await world.configure({});
  const file = join(world.directory, "stopgap.yaml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/^feed: .*$/m, `feed: { url: "${server.url}", ca: ./fake.pem, ${feedOptions} }`));
}

const line = /^stopgap: [A-Z][A-Z0-9_]*: [^\n]+; [^\n]+\n$/;

it("asks conditionally the second time and verifies what it kept anew", async () => {
  await configure("timeout: 20s");
  server.answer(fakeAnswers.validated(signed, '"seven"'));
  expect((await world.run("check")).status).toBe(0);
  expect((await world.run("check")).status).toBe(0);
  expect(server.requests.at(-1)?.headers["if-none-match"]).toBe('"seven"');
  const events = (await world.run("log", "--json")).json<{ type: string; data: { notModified?: boolean } }[]>();
  const fetched = events.filter(({ type }) => type === "Fetched").map(({ data }) => data.notModified);
  expect(fetched).toEqual([false, true]);
  expect(events.filter(({ type }) => type === "Verified")).toHaveLength(2);
});

it.each([
  ["a redirect to another origin", "timeout: 20s", () => fakeAnswers.redirect("https://127.0.0.1:9/feed"), 3],
  ["a status that is not 200", "timeout: 20s", () => fakeAnswers.status(503), 3],
  ["a body slower than the timeout", "timeout: 2s", () => fakeAnswers.trickle(signed, 50), 3],
  ["a body cut short", "timeout: 20s", () => fakeAnswers.cutShort(signed, 100, "content-length"), 4],
  ["a body without end", "timeout: 20s, maxBytes: 64KiB", () => fakeAnswers.endless(), 4],
])("%s ends the cycle with its status and one line", async (_, options, answer, status) => {
  await configure(options);
  server.answer(answer());
  const ran = await world.run("check");
  expect(ran.stderr).toMatch(line);
  expect(ran.status).toBe(status);
});

it("goes through a proxy that wants credentials, and never shows them", async () => {
  const proxy = await startFakeProxy({ credentials: "stopgap:hunter2", leadTo: server.port });
  try {
    server.answer(fakeAnswers.document(signed));
    await configure(`timeout: 20s, proxy: "http://stopgap:hunter2@127.0.0.1:${proxy.port}"`);
    expect((await world.run("check")).status).toBe(0);
    await configure(`timeout: 20s, proxy: "http://stopgap:wrong-password@127.0.0.1:${proxy.port}"`);
    const refused = await world.run("test-connectivity");
    expect(refused.status).toBe(3);
    expect(refused.stdout).toContain("Result: Failed.");
    expect(refused.stdout + refused.stderr).not.toContain("wrong-password");
    const told = await world.run("audit", "export");
    expect(told.stdout).not.toMatch(/hunter2|wrong-password/);
  } finally {
    await proxy.close();
  }
});

it("a JSON configuration is as good", async () => {
  server.answer(fakeAnswers.document(signed));
  const configuration = {
    organization: "Contoso",
    server: { name: "Server1", product: "Exchange2019", build: "15.2.1118.12", roles: ["Mailbox"] },
    feed: { url: server.url, ca: "./fake.pem" },
    trust: { roots: ["./feed-root.pem"], issuer: "CN=World Feed CA", extendedKeyUsage: ["1.3.6.1.5.5.7.3.3"] },
    store: { file: "./other.db" },
    host: { kind: "sandbox", root: "./server" },
    plugins: [],
    log: { directory: "./other-logs" },
  };
  await writeFile(join(world.directory, "stopgap.json"), JSON.stringify(configuration));
  expect((await world.run("--config", "stopgap.json", "check")).status).toBe(0);
});

it("an act of an administrator leaves the log as a checkpoint at once", async () => {
  await configure("timeout: 20s");
  await world.run("block", "PING1");
  const lines = (await readFile(join(world.directory, "logs/checkpoints.jsonl"), "utf8")).trimEnd().split("\n");
  const head = (await world.run("audit", "export")).stdout.trimEnd().split("\n").at(-1) ?? "";
  expect(JSON.parse(lines.at(-1) ?? "").hash).toBe(JSON.parse(head).hash);
});

it("a log folder that takes no file stops no cycle, and is one line with what to do: 5", async () => {
  await world.publish(feed(8, pool));
  await world.configure({});
  const file = join(world.directory, "stopgap.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace("./logs", "./stopgap.yaml/logs"));
  const ran = await world.run("check", "--json");
  expect(ran.stderr).toMatch(line);
  expect(ran.stderr).toContain("LOG_UNWRITABLE");
  expect(ran.status).toBe(5);
  const { mitigations } = ran.json<{ mitigations: { id: string; status: string }[] }>();
  expect(mitigations.find(({ id }) => id === "M4")).toMatchObject({ status: "Applied" });
  await world.configure({});
  expect((await world.run("audit", "verify")).status).toBe(0);
});
