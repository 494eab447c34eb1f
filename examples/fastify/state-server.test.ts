import { createPrivateKey } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createFeedSource, createRuntime, MemoryEventLog, openSandboxHost } from "@stopgap/core";
import { fromPem, generateSigningChain, signFeed } from "@stopgap/core/publish";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStateServer } from "./state-server.js";

const feed = `<EOCS version="1.0.4"><Config id="PING1" desc="Heartbeat"><ActionList><Action type="DoNothing" scope="Server" desc="Ping"><Value>DoNothing</Value></Action></ActionList></Config></EOCS>`;

let directory: string;
let app: FastifyInstance;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "stopgap-fastify-"));
  const chain = generateSigningChain({ issuerName: "CN=Fastify Feed CA", keyType: "ec" });
  const [root = new Uint8Array()] = fromPem("CERTIFICATE", chain.root.certificate);
  const certificates = fromPem("CERTIFICATE", chain.leaf.certificate + chain.issuer.certificate);
  await writeFile(join(directory, "feed.xml"), signFeed(feed, { key: createPrivateKey(chain.leaf.key), certificates }));
  const maxBytes = 5_242_880;
  const runtime = await createRuntime({
    server: { name: "Web1", product: "Exchange2019", build: "15.2.1118.12", roles: ["Mailbox"] },
    log: new MemoryEventLog(),
    source: createFeedSource(pathToFileURL(join(directory, "feed.xml")).href, { timeoutMs: 30_000, maxBytes }),
    trust: {
      roots: [root],
      issuers: ["CN=Fastify Feed CA"],
      extendedKeyUsage: ["1.3.6.1.5.5.7.3.3"],
      timestampRoots: [],
      revocation: { mode: "off", crls: [], fetchCrl: null },
      freshness: { requireSerial: false },
      maxBytes,
    },
    openHost: (context) => openSandboxHost(directory, context),
  });
  app = createStateServer(runtime, "Web1");
  await runtime.start("the Fastify example");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe("a Fastify server with a runtime inside", () => {
  it("shows the state as it changes", async () => {
    const state = async () => (await app.inject("/state")).json();
    expect(await state()).toEqual({
      name: "Web1",
      enabled: true,
      applied: [],
      blocked: [],
      lastCheck: null,
      lastFailure: null,
    });
    expect((await app.inject({ method: "POST", url: "/check" })).json().mitigations).toHaveLength(1);
    expect(await state()).toMatchObject({ applied: ["PING1"], lastCheck: expect.stringContaining("T") });
  });

  it("tells a refused feed in its own words, and what to do", async () => {
    const path = join(directory, "feed.xml");
    const signed = await readFile(path, "utf8");
    await writeFile(path, signed.replace("Heartbeat", "Forged"));
    const refused = await app.inject({ method: "POST", url: "/check" });
    expect(refused.statusCode).toBe(502);
    expect(refused.json()).toEqual({
      code: expect.any(String),
      message: expect.any(String),
      remedy: expect.any(String),
    });
    expect((await app.inject("/state")).json().lastFailure).toContain(refused.json().code);
    await writeFile(path, signed);
  });

  it("streams events over HTTP, and ends the streams when it closes", async () => {
    const address = await app.listen({ host: "127.0.0.1", port: 0 });
    const stream = await fetch(`${address}/events`);
    await fetch(`${address}/check`, { method: "POST" });
    const closing = app.close();
    const text = await stream.text();
    await closing;
    expect(text).toMatch(/^id: \d+\nevent: Fetched\ndata: \{.*\}\n\n/);
    expect([...text.matchAll(/^event: (\w+)$/gm)].map(([, type]) => type)).toEqual([
      "Fetched",
      "Verified",
      "Decided",
      "ServiceStopped",
    ]);
  });
});
