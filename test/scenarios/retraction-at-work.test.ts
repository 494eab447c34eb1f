import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeSandboxServer } from "../../packages/stopgap/src/demo/sandbox-server.js";
import { type Ran, runWords } from "../../packages/stopgap/testing/command-world.js";
import { feed, ping } from "../kit/feeds.js";

/**
 * From a mitigation's first day to its last, and the change of certificates after it, as it went in May to July 2026:
 * applied with side effects, wiped by a cumulative update, put back, fixed, retired, not put back. Two servers tell the
 * two policies apart: Server1 keeps what is retired, Server2 reverts it.
 */
const fixedIn = "15.2.2562.45";
const builds = { may: "15.2.2562.37", cumulativeUpdate: "15.2.2562.43", lagging: "15.2.2562.44", july: fixedIn };

const owaPolicy = `<Config id="M2" desc="Mitigates a script injection in Outlook on the web until the July update.">
<AppliesTo product="ExchangeSE" lowest="15.2.2562.17" highest="15.2.2562.44"/>
<ActionList><Action id="M2.1" version="0" type="UrlRewrite" scope="Site" desc="Adds script-src-attr 'none' to the content security policy."><Value>
<rewrite path="Default Web Site/owa"><outboundRules><rule name="Story M2.1 - outbound" preCondition="Story M2.1 HTML" patternSyntax="ECMAScript" stopProcessing="false"><match serverVariable="RESPONSE_Content_Security_Policy" pattern="(.*)"/><action type="Rewrite" value="{R:1}; script-src-attr 'none'"/></rule><preConditions><preCondition name="Story M2.1 HTML" logicalGrouping="MatchAll" patternSyntax="ECMAScript"><add input="{RESPONSE_CONTENT_TYPE}" pattern="^text/html"/><add input="{REQUEST_URI}" pattern="^/owa/?($|\\?|default\\.aspx)"/></preCondition></preConditions></outboundRules></rewrite>
</Value></Action></ActionList>
<SideEffects><SideEffect>Printing a calendar does not work.</SideEffect><SideEffect probe="OWACalendar.Proxy">The health set reports unhealthy.</SideEffect></SideEffects></Config>`;

const ruleName = "Story M2.1 - outbound";
const owa = "server/C/Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/web.config";
const names = ["Server1", "Server2"] as const;
type Name = (typeof names)[number];

let folder: string;
const path = (...parts: string[]) => join(folder, ...parts);
const webConfig = (server: Name) => readFile(path(server, owa), "utf8");
let original: string;

interface Trust {
  readonly roots: string;
  readonly issuer: string;
}
const oldTrust: Trust = { roots: "../keys/feed-root.pem", issuer: "CN=Story Feed CA 2011" };
const nextTrust: Trust = { roots: "../keys-next/feed-root.pem", issuer: "CN=Story Feed CA 2026" };
const bothTrusts: Trust = {
  roots: `${oldTrust.roots}, ${nextTrust.roots}`,
  issuer: `[${oldTrust.issuer}, ${nextTrust.issuer}]`,
};

async function configure(server: Name, build: string, { roots, issuer }: Trust = oldTrust): Promise<void> {
  await writeFile(
    path(server, "stopgap.yaml"),
    `organization: Story
server: { name: ${server}, product: ExchangeSE, build: ${build}, roles: [Mailbox] }
feed: { url: "file:../feed.xml" }
trust: { roots: [${roots}], issuer: ${issuer} }
host: { kind: sandbox, root: ./server }
log: { directory: ./logs, level: warn }
onRetired: ${server === "Server1" ? "keep" : "revert"}
`,
  );
}

const on = (server: Name, ...words: string[]): Promise<Ran> =>
  runWords(["--config", path(server, "stopgap.yaml"), ...words]);

async function jsonOf(server: Name, ...words: string[]) {
  return JSON.parse((await on(server, ...words, "--json")).out);
}

interface Row {
  readonly appliedId: string;
  readonly decision: string;
  readonly status: string;
  readonly reason: string;
}

/** What a cycle decides on M2, or null where it says nothing about it. */
async function decided(server: Name): Promise<Row | null> {
  const { mitigations } = (await jsonOf(server, "check")) as { mitigations: Row[] };
  return mitigations.find(({ appliedId }) => appliedId === "M2.1.0") ?? null;
}

async function applied(server: Name): Promise<string[]> {
  return (await jsonOf(server, "get"))[0].MitigationsApplied;
}

/** The publisher's part, with the commands of the publisher. */
async function publish(serial: number, keys: string, ...configs: string[]): Promise<void> {
  await writeFile(path("unsigned.xml"), feed(serial, ping, ...configs));
  const signed = await runWords(["feed", "sign", path("unsigned.xml"), path("feed.xml"), "--keys", path(keys)]);
  expect(signed).toMatchObject({ status: 0, error: "" });
}

async function keygen(keys: string, ...more: string[]): Promise<void> {
  const made = await runWords(["feed", "keygen", "--dir", path(keys), ...more]);
  expect(made).toMatchObject({ status: 0, error: "" });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stopgap-story-"));
  await keygen("keys", "--type", "ec", "--issuer-name", oldTrust.issuer);
  for (const name of names) {
    await mkdir(path(name));
    await makeSandboxServer(path(name, "server"));
    await configure(name, builds.may);
  }
  original = await webConfig("Server1");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("May: the mitigation comes", () => {
  it("is applied on both servers, and its side effects are told at once", async () => {
    await publish(1, "keys", owaPolicy);
    for (const name of names) {
      const ran = await on(name, "check");
      expect(ran).toMatchObject({ status: 0, error: "" });
      expect(ran.out).toContain("Known side effects:\n  M2: Printing a calendar does not work.\n");
      expect(await webConfig(name)).toContain(ruleName);
      expect(await applied(name)).toEqual(["PING1", "M2.1.0"]);
    }
  });

  it("explains the red monitor in the health check", async () => {
    const rows = (await jsonOf("Server1", "health")) as { name: string; details: string }[];
    const effects = rows.filter(({ name }) => name === "Known side effect").map(({ details }) => details);
    expect(effects).toHaveLength(2);
    expect(effects[1]).toContain("OWACalendar.Proxy");
  });
});

describe("June: a cumulative update wipes the web.config", () => {
  it("is drift: seen by the health check before the next cycle, and put back by that", async () => {
    const withRule = await webConfig("Server1");
    for (const name of names) {
      await configure(name, builds.cumulativeUpdate);
      await writeFile(path(name, owa), original);
    }
    const health = await on("Server1", "health", "--json");
    expect(health.status).toBe(1);
    const drift = JSON.parse(health.out).find(({ name }: { name: string }) => name === "Drift");
    expect(drift).toMatchObject({ color: "Yellow", details: expect.stringContaining("M2.1.0") });
    for (const name of names) {
      expect(await decided(name)).toMatchObject({ decision: "reapply", status: "Applied" });
      expect(await webConfig(name)).toBe(withRule);
      expect(await decided(name)).toMatchObject({ decision: "keep" });
    }
  });
});

describe("the update is in, and the feed lags behind it", () => {
  it("comes back cycle after cycle, until somebody takes it off and says why and for how long", async () => {
    const withRule = await webConfig("Server2");
    await configure("Server2", builds.lagging);
    await writeFile(path("Server2", owa), original);
    expect(await decided("Server2")).toMatchObject({ decision: "reapply" });
    const words = ["revert", "M2", "--block", "--until", "30d", "--reason", "the June update fixes it"];
    expect(await on("Server2", ...words)).toMatchObject({ status: 0, out: "M2.1.0 is reverted.\n" });
    expect(await webConfig("Server2")).toBe(original);
    for (let cycle = 0; cycle < 2; cycle += 1) {
      expect(await decided("Server2")).toMatchObject({ decision: "skip-blocked", status: "Blocked" });
    }
    const acts = (await on("Server2", "audit", "search")).out;
    expect(acts).toMatch(/MitigationsBlocked \{\} → \{M2\}; M2 until \d{4}-[^ ]+ \(the June update fixes it\)/);
    await on("Server2", "unblock", "M2");
    expect(await decided("Server2")).toMatchObject({ decision: "apply", status: "Applied" });
    expect(await webConfig("Server2")).toBe(withRule);
  });
});

describe("July: the build is fixed", () => {
  it("retires: off the list on both, and on the host as the policy has it", async () => {
    const withRule = await webConfig("Server1");
    for (const name of names) {
      await configure(name, builds.july);
      expect(await decided(name)).toMatchObject({ decision: "retire", status: "NotApplicable" });
      expect(await applied(name)).toEqual(["PING1"]);
    }
    expect(await webConfig("Server1")).toBe(withRule);
    expect(await webConfig("Server2")).toBe(original);
    const types = (await jsonOf("Server2", "log")).map(({ type }: { type: string }) => type);
    expect(types.filter((type: string) => ["Retired", "Reverting", "Reverted"].includes(type))).toContain("Reverted");
  });

  it("does not come back, cycle after cycle, nor after the rule is removed by hand", async () => {
    for (const name of names) expect(await decided(name)).toMatchObject({ decision: "skip-not-applicable" });
    await writeFile(path("Server1", owa), original);
    expect(await decided("Server1")).toMatchObject({ decision: "skip-not-applicable" });
    expect(await webConfig("Server1")).toBe(original);
    const retired = (await jsonOf("Server1", "log", "--type", "Retired")) as unknown[];
    expect(retired).toHaveLength(1);
  });

  it("is explained: the rule, the builds it is for and the build there is", async () => {
    const told = await on("Server1", "explain", "M2");
    expect(told.status).toBe(0);
    expect(told.out).toContain("M2.1.0 (UrlRewrite): skip-not-applicable");
    expect(told.out).toMatch(/→ +4 +no AppliesTo matches\n +saw: [^\n]*15\.2\.2562\.44[^\n]*15\.2\.2562\.45/);
    const rows = (await jsonOf("Server1", "mitigations")) as { ID: string; Status: string; Description: string }[];
    expect(rows.find(({ ID }) => ID === "M2.1.0")).toMatchObject({
      Status: "NotApplicable",
      Description: "Mitigation invalid for this exchange version.",
    });
  });

  it("leaves the feed, and nothing is left to say", async () => {
    await publish(2, "keys");
    for (const name of names) expect(await decided(name)).toBeNull();
    expect((await on("Server1", "explain", "M2")).error).toContain("MITIGATION_UNKNOWN");
  });
});

describe("the certificates change", () => {
  const checks = async (server: Name) => (await on(server, "check")).status;
  const issuers = async () =>
    ((await jsonOf("Server1", "log", "--type", "Verified")) as { data: { issuer: string } }[]).map(
      ({ data }) => data.issuer,
    );

  it("a renewed signing certificate needs nothing of the servers", async () => {
    const before = await readFile(path("keys/feed-signing.key.pem"), "utf8");
    await keygen("keys", "--renew");
    expect(await readFile(path("keys/feed-signing.key.pem"), "utf8")).not.toBe(before);
    await publish(3, "keys");
    for (const name of names) expect(await checks(name)).toBe(0);
  });

  it("a renewed issuing authority of the same name needs nothing either", async () => {
    await keygen("keys", "--renew", "issuer");
    await publish(4, "keys");
    for (const name of names) expect(await checks(name)).toBe(0);
  });

  it("a new root is configured beside the old one first: feeds of both are good", async () => {
    await keygen("keys-next", "--type", "ec", "--issuer-name", nextTrust.issuer);
    await configure("Server1", builds.july, bothTrusts);
    expect(await checks("Server1")).toBe(0);
    await publish(5, "keys-next");
    expect(await checks("Server1")).toBe(0);
    expect((await issuers()).slice(-2)).toEqual([oldTrust.issuer, nextTrust.issuer]);
  });

  it("a server that was forgotten refuses by name, keeps what it has, and is not lost", async () => {
    const refused = await on("Server2", "check");
    expect(refused.status).toBe(4);
    expect(refused.error).toMatch(/^stopgap: [A-Z_]+: .*Story Feed CA 2026/);
    expect(await applied("Server2")).toEqual(["PING1"]);
    await configure("Server2", builds.july, bothTrusts);
    expect(await checks("Server2")).toBe(0);
  });

  it("the old root goes last: what it signed is then refused, and the record still verifies", async () => {
    for (const name of names) {
      await configure(name, builds.july, nextTrust);
      expect(await checks(name)).toBe(0);
    }
    await publish(6, "keys");
    expect(await checks("Server1")).toBe(4);
    expect((await on("Server1", "audit", "verify")).status).toBe(0);
    await configure("Server1", builds.july, bothTrusts);
    expect(await jsonOf("Server1", "audit", "replay")).toMatchObject({ ok: true, divergences: [] });
  });
});
