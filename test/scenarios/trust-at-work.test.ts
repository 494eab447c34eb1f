import { createHash, createPrivateKey } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromPem, generateSigningChain, signFeed } from "@stopgap/core/publish";
import { afterEach, beforeEach, expect, it } from "vitest";
import { feed, ping } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.end());

const path = (name: string): string => join(world.directory, name);

/** Adds keys to what the configuration says under `trust`. */
async function trust(keys: string): Promise<void> {
  const text = await readFile(path("stopgap.yaml"), "utf8");
  await writeFile(path("stopgap.yaml"), text.replace(/^trust: \{.*?(?= \}$)/m, `$&, ${keys}`));
}

interface Told {
  readonly type: string;
  readonly data: { readonly stage?: string; readonly code?: string; readonly hours?: number };
}

async function events(type: string): Promise<readonly Told[]> {
  return (await world.run("log", "--json", "--type", type)).json();
}

interface Row {
  readonly name: string;
  readonly details: string;
  readonly color: string;
}

async function health(name: string): Promise<readonly Row[]> {
  return (await world.run("health", "--json")).json<readonly Row[]>().filter((row) => row.name === name);
}

it("certificates that end within 30 days are warned of in check, health and the log", async () => {
  const names = { issuerName: "CN=World Feed CA", rootName: "CN=World Root", commonName: "CN=World Signer" };
  const chain = generateSigningChain({ ...names, keyType: "ec", rootDays: 5, issuerDays: 10, leafDays: 29 });
  await writeFile(path("feed-root.pem"), chain.root.certificate);
  const certificates = fromPem("CERTIFICATE", chain.leaf.certificate + chain.issuer.certificate);
  await world.publishBytes(signFeed(feed(1, ping), { key: createPrivateKey(chain.leaf.key), certificates }));

  const check = await world.run("check");
  expect(check.status).toBe(0);
  const log = await world.run("log", "--type", "TrustEnding");
  const rows = await health("Trust ends");
  const document = await world.run("check", "--json");
  expect(document.json()).toMatchObject({ feed: { serial: 1 } });
  for (const [subject, days] of [
    ["CN=World Signer", 28],
    ["CN=World Feed CA", 9],
    ["CN=World Root", 4],
  ] as const) {
    expect(check.stderr).toContain(`warning: the certificate ${subject} ends in ${days} days\n`);
    expect(document.stderr).toContain(subject);
    expect(log.stdout).toContain(subject);
    expect(rows.filter(({ details, color }) => details.includes(subject) && color === "Yellow")).not.toEqual([]);
  }
});

it("a list of revoked certificates from feed crl is obeyed, and a missing one is not overlooked", async () => {
  for (const words of [
    ["keygen", "--type", "ec", "--issuer-name", "CN=World Feed CA"],
    ["crl"],
    ["crl", "--of", "root"],
  ]) {
    expect((await world.run("feed", ...words)).status).toBe(0);
  }
  await writeFile(path("feed-root.pem"), await readFile(path("keys/feed-root.pem")));
  await writeFile(path("unsigned.xml"), feed(1, ping));
  await world.run("feed", "sign", "unsigned.xml", "feed/feed.xml");
  await trust("revocation: { mode: required, crls: [./keys/feed-issuer.crl, ./keys/feed-root.crl] }");
  expect((await world.run("check")).status).toBe(0);

  const revoked = await world.run("feed", "crl", "keys/feed-signing.pem", "--json");
  expect(revoked.json<{ revoked: string[] }>().revoked).toHaveLength(1);
  await world.run("feed", "keygen", "--renew");
  const refused = await world.run("check");
  expect(refused.stderr).toMatch(/^stopgap: CERTIFICATE_REVOKED: /);
  expect(refused.status).toBe(4);

  await world.run("feed", "sign", "unsigned.xml", "feed/feed.xml");
  expect((await world.run("check")).status).toBe(0);
  await world.configure({});
  await trust("revocation: { mode: required, crls: [./keys/feed-root.crl] }");
  expect((await world.run("feed", "verify", "feed/feed.xml", "--json")).json()).toMatchObject({ code: "CRL_MISSING" });
});

it("verifying that takes longer than trust.deadline is stopped: 4, and a Failed event", async () => {
  await world.publish(feed(1, ping));
  await trust("deadline: 1ms");
  const verified = await world.run("feed", "verify", "feed/feed.xml", "--json");
  expect(verified.json()).toMatchObject({ ok: false, code: "VERIFY_STOPPED" });
  expect(verified.stderr).toMatch(/^stopgap: VERIFY_STOPPED: [^\n]+; [^\n]+\n$/);
  expect(verified.status).toBe(4);
  expect((await world.run("check")).status).toBe(4);
  expect((await events("Failed")).map(({ data }) => [data.stage, data.code])).toEqual([["verify", "VERIFY_STOPPED"]]);
  await world.configure({});
  expect((await world.run("check")).status).toBe(0);
});

/** A log whose only event is so many hours old, in the form of `audit export`. */
function logOf(hours: number): string {
  const time = new Date(Date.now() - hours * 3_600_000).toISOString();
  const event = {
    position: 1,
    stream: "server/Server1",
    type: "ServiceStarted",
    version: 1,
    time,
    cycle: null,
    actor: null,
  };
  const line = JSON.stringify({ ...event, data: { program: "stopgap", plugins: [] }, previous: "0".repeat(64) });
  const covered = line.slice(0, -1);
  return `${covered},"hash":"${createHash("sha256").update(covered).digest("hex")}"}\n`;
}

it("an alarm is raised after freshness.alarmAfter without a good check, once, and cleared by the next good one", async () => {
  await writeFile(path("log.jsonl"), logOf(30));
  expect((await world.run("audit", "import", "log.jsonl")).status).toBe(0);
  await world.publishBytes(Buffer.from("<EOCS/>"));
  await world.configure({ more: "freshness: { alarmAfter: 31h }" });
  expect((await world.run("check")).status).toBe(4);
  expect(await events("AlarmRaised")).toEqual([]);

  await world.configure({});
  expect((await world.run("check")).status).toBe(4);
  expect((await world.run("check")).status).toBe(4);
  expect((await events("AlarmRaised")).map(({ data }) => data.hours)).toEqual([24]);
  expect(await health("Last cycle")).toMatchObject([{ color: "Red" }]);

  await world.publish(feed(1, ping));
  expect((await world.run("check")).status).toBe(0);
  expect((await world.run("check")).status).toBe(0);
  expect(await events("AlarmCleared")).toHaveLength(1);
  expect(await health("Last cycle")).toMatchObject([{ color: "Grey" }]);
});
