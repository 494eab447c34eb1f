import { createHash } from "node:crypto";
import { access, readFile, rm, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CommandWorld,
  makeCommandWorld,
  runWords,
  unknownAction,
  worldFeed,
} from "../../testing/command-world.js";

const lineForm = /^stopgap: [A-Z][A-Z0-9_]*: [^\n]+; [^\n]+\n$/;

let world: CommandWorld;
const open = () => {
  beforeAll(async () => {
    world = await makeCommandWorld();
  });
  afterAll(() => world.end());
};
const json = async (...words: string[]) => JSON.parse((await world.run(...words, "--json")).out);
const webConfig = () => readFile(world.path("server/C/inetpub/wwwroot/web.config"), "utf8");

describe("an administrator's day", () => {
  open();

  it("begins with nothing known", async () => {
    expect(await json("get")).toEqual([
      { Name: "Server1", MitigationsEnabled: true, MitigationsApplied: [], MitigationsBlocked: [] },
    ]);
    expect(await world.run("mitigations")).toMatchObject({
      status: 0,
      out: "",
      error: expect.stringContaining("check"),
    });
    expect(await json("log")).toEqual([]);
  });

  it("plans: a diff, and nothing touched or recorded", async () => {
    await world.publish(worldFeed(1));
    const before = await webConfig();
    const ran = await world.run("plan");
    expect(ran.status).toBe(0);
    expect(ran.out.split("\n").some((line) => line.startsWith("+") && line.includes("World M1.1"))).toBe(true);
    expect(await webConfig()).toBe(before);
    expect(await json("log")).toEqual([]);
  });

  it("checks: applies and says what is known to suffer", async () => {
    const ran = await world.run("check");
    expect(ran).toMatchObject({ status: 0, error: "" });
    expect(ran.out).toContain("Feed: EOCS 1.1, serial 1, signed by CN=");
    expect(ran.out).toContain("M1: Printing does not work.");
    expect(await webConfig()).toContain("World M1.1");
    const again = await json("check");
    expect(again).toMatchObject({ server: "Server1", feed: { serial: 1, profile: "EOCS 1.1" } });
    expect(
      again.mitigations.map((one: Record<string, string>) => [one.id, one.appliedId, one.decision, one.status]),
    ).toEqual([
      ["PING1", "PING1", "keep", "Applied"],
      ["M1", "M1.1.0", "keep", "Applied"],
      ["M3", "M3.1.0", "skip-not-applicable", "NotApplicable"],
    ]);
  });

  it("sees it as the cmdlets show it", async () => {
    expect((await world.run("get")).out).toBe(
      "Name            :   Server1\nMitigationsEnabled  :   True\nMitigationsApplied  :   {PING1, M1.1.0}\nMitigationsBlocked  :   {}\n",
    );
    const rows = await json("mitigations", "--server", "server1");
    expect(rows).toContainEqual({
      Server: "Server1",
      ID: "M1.1.0",
      Type: "UrlRewrite",
      Description: "=Blocks requests",
      Status: "Applied",
      SideEffects: [{ text: "Printing does not work.", probe: null }],
    });
  });

  it("exports a file that a spreadsheet opens without running it", async () => {
    const ran = await world.run("mitigations", "--export-csv", world.path("report.csv"));
    expect(ran).toMatchObject({ status: 0, out: "" });
    const lines = (await readFile(world.path("report.csv"), "utf8")).split("\r\n");
    expect(lines[0]).toBe("Server,ID,Type,Description,Status");
    expect(lines[2]).toMatch(/^Server1,M1\.1\.0,UrlRewrite,"?'=Blocks requests"?,Applied$/);
    expect(await world.run("mitigations", "--export-csv", world.path("no/where.csv"))).toMatchObject({ status: 2 });
  });

  it("explains each rule", async () => {
    const [explained] = await json("explain", "M3");
    expect(explained).toMatchObject({ appliedId: "M3.1.0", decision: "skip-not-applicable" });
    expect(explained.rules.filter(({ matches }: { matches: boolean }) => matches)).toMatchObject([{ row: 4 }]);
    expect(await world.run("explain", "M8")).toMatchObject({ status: 2, error: expect.stringMatching(lineForm) });
  });

  it("explains from the newest cycle where no feed is to be had", async () => {
    const bytes = await readFile(world.path("feed.xml"));
    await rm(world.path("feed.xml"));
    const ran = await world.run("explain", "M1");
    expect(ran.error).toMatch(/^As of .*the newest cycle: FETCH/);
    expect(ran.out).toContain("M1.1.0 (UrlRewrite): keep");
    expect(ran.out).toMatch(/→ {2}7/);
    await writeFile(world.path("feed.xml"), bytes);
  });

  it("blocks with a reason and an end, and finds who did it", async () => {
    expect(await world.run("block", "M1", "--reason", "printing", "--until", "7d")).toMatchObject({ status: 0 });
    expect((await json("get"))[0].MitigationsBlocked).toEqual(["M1"]);
    const [found] = await json("audit", "search");
    expect(found).toMatchObject({
      type: "SettingsChanged",
      data: { setting: "MitigationsBlocked", from: [], to: ["M1"], reason: "printing" },
    });
    expect(found.actor.length).toBeGreaterThan(0);
    expect(await json("audit", "search", "--actor", "nobody-of-that-name")).toEqual([]);
    expect(await world.run("block", "M1", "--until", "2001-01-01")).toMatchObject({ status: 2 });
    expect(await world.run("block", "M1", "--until", "soon")).toMatchObject({ status: 2 });
    for (const id of ["", ".M1", "M 1", "M1/x"]) expect(await world.run("block", id)).toMatchObject({ status: 2 });
  });

  it("takes it off the host, byte for byte, and finds nothing more to revert", async () => {
    const ran = await world.run("revert", "M1");
    expect(ran).toMatchObject({ status: 0, error: "" });
    expect(ran.out).toBe("M1.1.0 is reverted.\n");
    expect(await webConfig()).not.toContain("World M1.1");
    expect(await world.run("revert", "M1")).toMatchObject({ status: 1, error: expect.stringMatching(lineForm) });
  });

  it("unblocks in any case, and the next cycle applies it", async () => {
    expect(await world.run("unblock", "m1")).toMatchObject({ status: 0 });
    expect((await json("get"))[0].MitigationsBlocked).toEqual([]);
    await world.run("check");
    expect(await webConfig()).toContain("World M1.1");
  });

  it("says that what nothing holds back comes again", async () => {
    expect((await world.run("revert", "M1")).out).toContain("The next cycle applies it again.");
    await world.run("check");
    expect(await webConfig()).toContain("World M1.1");
  });

  it("refuses to revert over somebody's change", async () => {
    const file = world.path("server/C/inetpub/wwwroot/web.config");
    const before = await readFile(file, "utf8");
    await writeFile(file, before.replace("powershell", "PowerShell"));
    const ran = await world.run("revert", "M1");
    expect(ran).toMatchObject({ status: 1, error: expect.stringMatching(lineForm) });
    expect(await readFile(file, "utf8")).toContain("PowerShell");
    expect((await json("get"))[0].MitigationsApplied).toContain("M1.1.0");
    await writeFile(file, before);
  });

  it("switches servers and the organization off and on", async () => {
    await world.run("set", "server", "SERVER1", "--mitigations-enabled", "$false");
    expect((await json("get"))[0].MitigationsEnabled).toBe(false);
    await world.run("set", "server", "Server1", "--mitigations-enabled", "true", "--mitigations-blocked", "M1, M2");
    expect((await json("get"))[0]).toMatchObject({ MitigationsEnabled: true, MitigationsBlocked: ["M1", "M2"] });
    await world.run("set", "server", "Server1", "--mitigations-blocked", "");
    expect((await json("get"))[0].MitigationsBlocked).toEqual([]);
    await world.run("set", "organization", "--mitigations-enabled", "no", "--reason", "holiday");
    expect((await json("get"))[0].MitigationsEnabled).toBe(false);
    await world.run("set", "organization", "--mitigations-enabled", "yes");
    for (const words of [
      ["set", "server", "Nobody", "--mitigations-enabled", "true"],
      ["set", "server", "Server1", "--mitigations-enabled", "maybe"],
      ["set", "server", "Server1"],
      ["set", "organization"],
    ]) {
      expect(await world.run(...words)).toMatchObject({ status: 2, error: expect.stringMatching(lineForm) });
    }
  });

  it("checks the health, in text, JSON and as a page", async () => {
    const ran = await world.run("health", "--html", world.path("health.html"));
    expect(ran.status).toBe(1);
    expect(ran.out).toContain("Windows service:");
    const rows = await json("health");
    expect(rows[0]).toEqual({ name: "Exchange Emergency Mitigation Service", details: "Enabled", color: "Green" });
    expect(rows).toContainEqual({ name: "Pattern service", details: "200 - Reachable", color: "Grey" });
    expect(rows.find(({ name }: { name: string }) => name === "Feed expires").details).toContain("2099-01-01");
    expect(rows.every((row: object) => Object.keys(row).join() === "name,details,color")).toBe(true);
    expect(await readFile(world.path("health.html"), "utf8")).toContain("History of each mitigation");
  });

  it("reads the log by type and time", async () => {
    const types = new Set((await json("log", "--type", "applied,Reverted")).map(({ type }: { type: string }) => type));
    expect(types).toEqual(new Set(["Applied", "Reverted"]));
    expect(await json("log", "--since", "2099-01-01")).toEqual([]);
    expect(await world.run("log", "--type", "Aplied")).toMatchObject({
      status: 2,
      error: expect.stringContaining("did you mean Applied?"),
    });
    expect(await world.run("log", "--follow", "--json")).toMatchObject({ status: 2 });
    const stopped = await runWords(["--config", world.path("stopgap.yaml"), "log", "--follow"], {
      untilStopped: () => AbortSignal.abort(),
    });
    expect(stopped).toMatchObject({ status: 0, out: expect.stringContaining("Applied M1.1.0") });
  });

  it("exports a chain that a text tool checks, and replays it", async () => {
    await world.run("audit", "export", "--out", world.path("log.jsonl"));
    const lines = (await readFile(world.path("log.jsonl"), "utf8")).trimEnd().split("\n");
    expect((await world.run("audit", "export")).out).toBe(`${lines.join("\n")}\n`);
    const nowhere = await world.run("audit", "export", "--out", world.path("no/where.jsonl"));
    expect(nowhere).toMatchObject({ status: 2, error: expect.stringMatching(/^stopgap: FILE_UNWRITABLE: .+; .+\n$/) });
    let previous = "0".repeat(64);
    for (const line of lines) {
      const { previous: own, hash } = JSON.parse(line);
      expect(own).toBe(previous);
      expect(
        createHash("sha256")
          .update(line.split(',"hash":')[0] ?? "")
          .digest("hex"),
      ).toBe(hash);
      previous = hash;
    }
    expect(await json("audit", "replay")).toMatchObject({ ok: true, events: lines.length, divergences: [] });
    const early = await json("audit", "replay", "--at", "3");
    expect(early).toMatchObject({ events: 3, servers: [{ Name: "Server1", MitigationsApplied: [] }] });
  });

  it("verifies the log against its checkpoint, and one kept elsewhere", async () => {
    const lines = (await readFile(world.path("log.jsonl"), "utf8")).trimEnd().split("\n");
    const head = lines.length;
    expect(await json("audit", "verify")).toMatchObject({
      ok: true,
      events: head,
      head: JSON.parse(lines.at(-1) ?? "").hash,
      problems: [],
    });
    const kept = JSON.parse(
      (await readFile(world.path("logs/checkpoints.jsonl"), "utf8")).trimEnd().split("\n").at(-1) ?? "",
    );
    await writeFile(world.path("forged.jsonl"), JSON.stringify({ ...kept, position: head + 5 }));
    const forged = await world.run("audit", "verify", "--checkpoint", world.path("forged.jsonl"), "--json");
    expect(forged).toMatchObject({ status: 5, error: expect.stringMatching(lineForm) });
    expect(JSON.parse(forged.out)).toMatchObject({ ok: false, problems: [{ code: "CHECKPOINT_SIGNATURE" }] });
    await writeFile(world.path("empty.jsonl"), "");
    expect(await world.run("audit", "verify", "--checkpoint", world.path("empty.jsonl"))).toMatchObject({ status: 2 });
  });

  it("proves the path to the feed", async () => {
    const ran = await world.run("test-connectivity");
    expect(ran).toMatchObject({ status: 0, error: "" });
    expect(ran.out).toMatch(
      /^Result: Success\.\nMessage: The Mitigation Service endpoint is accessible from this computer\.\n\nok/,
    );
    expect(await json("test-connectivity")).toMatchObject({ ok: true, result: "Success.", code: null });
  });

  it("lists the plugins", async () => {
    expect((await json("plugin", "list")).map(({ type }: { type: string }) => type)).toEqual([
      "UrlRewrite",
      "Service",
      "AppPool",
    ]);
  });

  it("ends a check with 1 where a mitigation failed", async () => {
    await world.publish(worldFeed(2, unknownAction));
    const ran = await world.run("check", "--json");
    expect(ran.status).toBe(1);
    expect(JSON.parse(ran.out).mitigations.at(-1)).toMatchObject({ id: "M9", status: "Failed" });
  });

  it("runs as the service until it is told to stop", async () => {
    const controller = new AbortController();
    const running = runWords(["--config", world.path("stopgap.yaml"), "run"], {
      untilStopped: () => controller.signal,
    });
    const started = async () => (await json("log", "--type", "ServiceStarted")).length > 0;
    while (!(await started()));
    expect(
      await runWords(["--config", world.path("stopgap.yaml"), "run"], {
        untilStopped: () => AbortSignal.abort("SIGTERM"),
      }),
    ).toMatchObject({
      status: 5,
      error: expect.stringContaining("LOG_IN_USE"),
    });
    controller.abort("SIGTERM");
    expect(await running).toMatchObject({ status: 0 });
    expect(await json("log", "--type", "ServiceStopped")).toMatchObject([{ data: { reason: "SIGTERM" } }]);
  });
});

describe("what goes wrong", () => {
  open();

  it("a feed that is refused: 4; out of reach: 3; a bad key: 2", async () => {
    await writeFile(world.path("feed.xml"), "<html>sign in</html>");
    expect(await world.run("check")).toMatchObject({ status: 4, out: "", error: expect.stringMatching(lineForm) });
    const refused = await world.run("test-connectivity");
    expect(refused).toMatchObject({ status: 4, error: expect.stringMatching(lineForm) });
    expect(refused.out).toMatch(
      /^Result: Failed\.\nMessage: Unable to connect to the Mitigation Service endpoint from this computer\. To learn about connectivity requirements, see https:\/\/aka\.ms\/HelpConnectivityEEMS\.\n\n/,
    );
    await rm(world.path("feed.xml"));
    expect(await world.run("test-connectivity")).toMatchObject({ status: 3 });
    expect(await world.run("check")).toMatchObject({ status: 3, out: "", error: expect.stringMatching(lineForm) });
    expect((await world.run("mitigations")).error).toContain(
      "WARNING: Connection with Mitigation Endpoint was not successful. To enable connectivity please refer: https://aka.ms/HelpConnectivityEEMS",
    );
    await world.configure("onRetierd: keep\n");
    expect(await world.run("get")).toMatchObject({
      status: 2,
      error: "stopgap: CONFIGURATION_INVALID: onRetierd is not a known key; did you mean onRetired?\n",
    });
  });

  it("an Edge server, where nothing runs", async () => {
    await world.configure("", "build: 15.2.1118.12, roles: [Edge]");
    for (const command of ["check", "plan", "run"]) {
      expect(await world.run(command)).toMatchObject({ status: 2, error: expect.stringContaining("Edge Transport") });
    }
    expect(await world.run("health", "--json")).toMatchObject({ status: 0, out: "[]\n" });
  });

  it("a plugin that is not there: 2, named", async () => {
    await world.configure('plugins: ["@nobody/plugin"]\n');
    expect(await world.run("check")).toMatchObject({ status: 2, error: expect.stringContaining("@nobody/plugin") });
  });
});

describe("the publisher's side", () => {
  open();

  it("makes keys, signs and verifies", async () => {
    const dir = world.path("keys");
    expect(
      await runWords(["feed", "keygen", "--dir", dir, "--type", "ec", "--issuer-name", "CN=World CA"]),
    ).toMatchObject({ status: 0 });
    expect(await runWords(["feed", "keygen", "--dir", dir, "--type", "ec"])).toMatchObject({ status: 2 });
    await writeFile(world.path("unsigned.xml"), worldFeed(7));
    const signed = world.path("signed.xml");
    expect(await runWords(["feed", "sign", world.path("unsigned.xml"), signed, "--keys", dir])).toMatchObject({
      status: 0,
    });
    await writeFile(world.path("root.pem"), await readFile(world.path("keys/feed-root.pem")));
    expect(await json("feed", "verify", signed)).toEqual({
      ok: true,
      code: null,
      signer: "CN=Stopgap Feed Signing",
      issuer: "CN=World CA",
      trustedAt: expect.any(String),
      profile: "EOCS 1.1",
      serial: 7,
    });
    const steps = await world.run("feed", "verify", signed, "--verbose");
    expect(steps.error.split("\n").length).toBeGreaterThan(3);
    const described =
      /^certificate \(.*\) CN=.*: issuer CN=.*; serial [0-9A-F]+; valid .*Z to .*Z; .*extended key usage .*; key .*; SHA-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/gm;
    expect(steps.error.match(described)).toHaveLength(3);
    const late = await world.run("feed", "verify", signed, "--json", "--at", "2090-01-01");
    expect(late).toMatchObject({ status: 4, error: expect.stringMatching(lineForm) });
    expect(JSON.parse(late.out)).toMatchObject({ ok: false, code: "CERTIFICATE_EXPIRED" });
    expect(await world.run("feed", "verify", world.path("gone.xml"))).toMatchObject({ status: 2 });
  });

  it("serves until it is told to stop", async () => {
    await world.publish(worldFeed(1));
    const words = ["feed", "serve", world.directory, "--port", "0"];
    const ran = await runWords(words, { untilStopped: () => AbortSignal.abort() });
    expect(ran.out).toMatch(/url: https:\/\/127\.0\.0\.1:\d+\/getexchangemitigations\n {2}ca: .*tls-root\.pem/);
    await access(world.path("tls-root.pem"));
    const gone = await runWords(["feed", "serve", world.path("gone")]);
    expect(gone).toMatchObject({ status: 2, error: expect.stringContaining("there is no such folder") });
  });
});

describe("simulate", () => {
  open();
  const url = "https://mail.example/powershell";

  it("needs no configuration for the rules of a file", async () => {
    await writeFile(
      world.path("rules.xml"),
      '<rewrite><rules><rule name="R"><match url=".*"/><action type="CustomResponse" statusCode="403"/></rule></rules></rewrite>',
    );
    const ran = await runWords(["simulate", "--url", url, "--rules", world.path("rules.xml"), "--json"]);
    expect(JSON.parse(ran.out)).toEqual({ outcome: "blocked", status: 403, by: "R", location: null });
    await writeFile(world.path("utf16.config"), Buffer.from("\uFEFF<configuration/>", "utf16le"));
    const other = await runWords(["simulate", "--url", url, "--rules", world.path("utf16.config"), "--json"]);
    expect(JSON.parse(other.out)).toEqual({ outcome: "allowed", status: null, by: null, location: null });
    await writeFile(world.path("broken.xml"), "<rewrite><rules><rule");
    expect(await runWords(["simulate", "--url", url, "--rules", world.path("broken.xml")])).toMatchObject({
      status: 2,
    });
    for (const wrong of ["/owa", "ftp://a/", "https://a/b c", "https:///a", "https://a\\b"]) {
      const refused = await runWords(["simulate", "--url", wrong, "--rules", world.path("rules.xml")]);
      expect(refused).toMatchObject({ status: 2, error: expect.stringContaining("stopgap: USAGE: --url") });
    }
  });

  it("reads the rules on the host otherwise", async () => {
    expect(await json("simulate", "--url", url)).toMatchObject({ outcome: "allowed" });
    await world.publish(worldFeed(1));
    expect(await json("simulate", "--url", url, "--feed")).toMatchObject({ outcome: "blocked", by: "World M1.1" });
    expect(await json("simulate", "--url", "https://mail.example/owa/", "--feed")).toMatchObject({
      outcome: "allowed",
    });
    await world.run("check");
    expect(await json("simulate", "--url", url)).toMatchObject({ outcome: "blocked", by: "World M1.1" });
  });
});
