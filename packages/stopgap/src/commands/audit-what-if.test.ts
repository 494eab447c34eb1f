import { readFile, writeFile } from "node:fs/promises";
import type { Difference } from "@stopgap/core";
import { generateSigningChain } from "@stopgap/core/publish";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandWorld, makeCommandWorld, unknownAction, worldFeed } from "../../testing/command-world.js";

interface Document {
  readonly ok: boolean;
  readonly divergences: readonly unknown[];
  readonly whatIf?: {
    readonly config: string;
    readonly notReplayed: readonly { setting: string; why: string }[];
    readonly differences: readonly Difference[];
  };
}

let world: CommandWorld;
let plain = "";

/** Two cycles of one feed, drift that a third repairs, and a feed that lists the heartbeat alone. */
beforeAll(async () => {
  world = await makeCommandWorld();
  plain = await readFile(world.path("stopgap.yaml"), "utf8");
  const before = await readFile(world.path("server/C/inetpub/wwwroot/web.config"));
  await world.publish(worldFeed(1, unknownAction));
  await world.run("check");
  await world.run("check");
  await writeFile(world.path("server/C/inetpub/wwwroot/web.config"), before);
  await world.run("check");
  await world.publish(worldFeed(2).replace(/<Config id="M1"[\s\S]*?<\/Config>/, ""));
  await world.run("check");
});
afterAll(() => world.end());

/** The same configuration with one line otherwise, or more at its end. */
async function other(from: string | RegExp, to: string, more = ""): Promise<string> {
  const text = `${plain.replace(from, to)}${more}`;
  expect(text).not.toBe(plain);
  await writeFile(world.path("other.yaml"), text);
  return world.path("other.yaml");
}

async function whatIf(file: string, ...words: string[]) {
  const ran = await world.run("audit", "replay", "--with-config", file, ...words, "--json");
  const document: Document = JSON.parse(ran.out);
  expect(ran.error).toBe("");
  return { status: ran.status, ...document, ...document.whatIf };
}

const brief = (differences: readonly Difference[] = []) =>
  differences.map(({ appliedId, recorded, would, certain }) =>
    [appliedId, recorded.decision, recorded.handling, would.decision, would.handling, certain].map(String).join(" "),
  );

describe("audit replay --with-config", () => {
  it("finds nothing under the configuration that was in force, and says so", async () => {
    const same = await whatIf(world.path("stopgap.yaml"));
    expect(same).toMatchObject({ status: 0, ok: true, differences: [], notReplayed: [], divergences: [] });
    const text = await world.run("audit", "replay", "--with-config", world.path("stopgap.yaml"));
    expect(text.out).toContain("every decision would be the same");
    expect(JSON.parse((await world.run("audit", "replay", "--json")).out)).not.toHaveProperty("whatIf");
  });

  it("another product: each cycle again, and what was not looked at then is not certain", async () => {
    const file = await other("Exchange2019", "Exchange2016");
    const { status, ok, differences, notReplayed } = await whatIf(file);
    expect({ status, ok, notReplayed }).toEqual({ status: 0, ok: true, notReplayed: [] });
    expect(brief(differences)).toEqual(Array(4).fill("M3.1.0 skip-not-applicable null apply null false"));
    expect(differences?.[0]?.would.reason).toContain("was not looked at");
    const [first] = differences ?? [];
    const upTo = await whatIf(file, "--at", String(first?.position));
    expect(upTo.differences).toHaveLength(1);
    const text = await world.run("audit", "replay", "--with-config", file);
    expect(text.out).toMatch(/M3\.1\.0 on Server1, .*position \d+; 4 cycles, the last at/);
    expect(text.out).toMatch(/recorded {2}skip-not-applicable: .*\n {2}perhaps {3}apply: /);
  });

  it("fewer plugins: what no plugin adds is unsupported", async () => {
    const fewer = await whatIf(await other("", "", 'plugins: ["@stopgap/plugin-service"]\n'));
    expect(brief(fewer.differences)).toEqual([
      "M1.1.0 apply null unsupported null true",
      "M1.1.0 keep null unsupported null true",
      "M1.1.0 reapply repaired unsupported null true",
    ]);
  });

  it("onRetired and drift: what would have been done about the same decision", async () => {
    const { differences } = await whatIf(await other("", "", "onRetired: revert\ndrift: report\n"));
    expect(brief(differences)).toEqual([
      "M1.1.0 reapply repaired reapply left true",
      "M1.1.0 retire left retire reverted true",
    ]);
  });

  it("another trust: no decision where the feed would have been refused", async () => {
    await writeFile(
      world.path("strange.pem"),
      generateSigningChain({ issuerName: "CN=World CA", keyType: "ec" }).root.certificate,
    );
    const { ok, differences, notReplayed } = await whatIf(await other("root.pem", "strange.pem"));
    expect(ok).toBe(true);
    expect(notReplayed?.map(({ setting }) => setting)).toEqual(["trust"]);
    expect(differences?.length).toBeGreaterThan(8);
    for (const { would, certain } of differences ?? []) {
      expect({ decision: would.decision, certain }).toEqual({ decision: null, certain: true });
      expect(would.reason).toContain("CERTIFICATE_ROOT_UNKNOWN");
    }
  });

  it("a log whose root was taken out of the configuration since replays under one that lists it", async () => {
    await writeFile(
      world.path("next.pem"),
      generateSigningChain({ issuerName: "CN=World CA", keyType: "ec" }).root.certificate,
    );
    const before = await other("", "", "# as it was\n");
    await writeFile(world.path("stopgap.yaml"), plain.replace("root.pem", "next.pem"));
    try {
      const alone = await world.run("audit", "replay", "--json");
      expect(alone.status).toBe(1);
      expect(JSON.parse(alone.out).divergences[0]).toMatchObject({ code: "FEED_NOT_VERIFIED" });
      expect((await world.run("audit", "replay")).out).toContain("--with-config");
      const explained = await world.run("explain", "M1", "--at", "4");
      expect(explained).toMatchObject({ status: 4, out: "" });
      expect(explained.error).toContain("CERTIFICATE_ROOT_UNKNOWN");
      expect(await whatIf(before)).toMatchObject({ status: 0, ok: true, divergences: [], differences: [] });
    } finally {
      await writeFile(world.path("stopgap.yaml"), plain);
    }
  });

  it("the Edge role: nothing would have run", async () => {
    const { differences } = await whatIf(await other("build:", "roles: [EdgeTransport], build:"));
    expect(differences?.length).toBeGreaterThan(8);
    expect(new Set(differences?.map(({ would }) => would.decision))).toEqual(new Set([null]));
  });

  it("says what of the configuration the record cannot answer", async () => {
    const yaml = plain.replace("Server1", "Server9").replace("feed.xml", "other.xml").replace("./server", "./server9");
    await writeFile(
      world.path("other.yaml"),
      `${yaml}freshness: { alarmAfter: 1h }\nonEquivalent: adopt\nstore: { file: ./other.db }\n`,
    );
    const { differences, notReplayed } = await whatIf(world.path("other.yaml"));
    expect(differences).toEqual([]);
    expect(notReplayed?.map(({ setting }) => setting)).toEqual([
      "server",
      "feed",
      "host",
      "onEquivalent",
      "freshness",
      "store",
    ]);
    expect((await world.run("audit", "replay", "--with-config", world.path("other.yaml"))).out).toContain(
      "Not replayed",
    );
  });

  it.each([
    ["is not there", undefined],
    ["is no configuration", "organization: [1]\n"],
    ["names a plugin that is not installed", "plugin"],
    ["names a root that is not there", "root"],
  ])("a file that %s is bad usage", async (_, content) => {
    const file = world.path(content === undefined ? "not-there.yaml" : "bad.yaml");
    if (content === "plugin") await writeFile(file, `${plain}plugins: [stopgap-plugin-nowhere]\n`);
    else if (content === "root") await writeFile(file, plain.replace("root.pem", "nowhere.pem"));
    else if (content !== undefined) await writeFile(file, content);
    const ran = await world.run("audit", "replay", "--with-config", file);
    expect(ran).toMatchObject({ status: 2, out: "" });
    expect(ran.error).toMatch(/^stopgap: [A-Z_]+: --with-config \S+: [^\n]+; [^\n]+\n$/);
  });

  it("a plugin that was not loaded then: nothing can be said", async () => {
    await world.configure('plugins: ["@stopgap/plugin-service"]');
    await world.publish(worldFeed(3));
    await world.run("check");
    const { differences } = await whatIf(await other("", "", "# as before\n"));
    expect(brief(differences)).toEqual(["M1.1.0 unsupported null null null false"]);
    expect(differences?.[0]?.would.reason).toContain("no plugin for the mitigation type UrlRewrite was loaded then");
  });
});
