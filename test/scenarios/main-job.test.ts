import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { feed, inbound, outbound, ping, pool, services, unknownType } from "../kit/feeds.js";
import { makeWorld, type World, type WorldOptions } from "../kit/world.js";

let world: World;
const open = async (options: WorldOptions = {}) => {
  world = await makeWorld(options);
  return world;
};
afterEach(() => world.end());

interface Checked {
  readonly server: string;
  readonly feed: {
    readonly serial: number;
    readonly profile: string;
    readonly sha256: string;
    readonly signer: string;
  };
  readonly mitigations: readonly Record<"id" | "appliedId" | "type" | "decision" | "status" | "reason", string>[];
}

const whole = () => feed(42, ping, inbound, outbound, services, pool);
const statuses = (checked: Checked) =>
  Object.fromEntries(checked.mitigations.map((one) => [one.appliedId, one.status]));

describe("the three situations of one feed", () => {
  it.each([
    ["Exchange2019", "15.2.1118.12", { "M1.1.0": "Applied", "M2.1.0": "Applied", "M3.1.0": "NotApplicable" }],
    [
      "Exchange2019",
      "15.2.1748.46",
      { "M1.1.0": "NotApplicable", "M2.1.0": "NotApplicable", "M3.1.0": "NotApplicable" },
    ],
    ["Exchange2016", "15.1.2507.16", { "M1.1.0": "NotApplicable", "M2.1.0": "NotApplicable", "M3.1.0": "Applied" }],
  ])("%s %s", async (product, build, expected) => {
    const { publish, run } = await open({ product, build });
    await publish(whole());
    const ran = await run("check", "--json");
    expect(ran.stderr).toBe("");
    expect(ran.status).toBe(0);
    expect(statuses(ran.json<Checked>())).toEqual({ PING1: "Applied", ...expected, "M4.1.2": "Applied" });
    const got = (await run("get", "--json")).json<{ Name: string; MitigationsApplied: string[] }[]>();
    const applied = Object.entries(statuses(ran.json<Checked>())).filter(([, status]) => status === "Applied");
    expect(got[0]?.MitigationsApplied.toSorted()).toEqual(applied.map(([id]) => id).toSorted());
  });
});

describe("on a server everything is meant for", () => {
  it("applies, changes not one byte the second time, and reverts in any order to the bytes of before", async () => {
    const { publish, run, host } = await open({ product: "Exchange2019" });
    await publish(whole().replace('product="Exchange2016"', 'product="Exchange2019"'));
    const before = await host();
    expect((await run("check")).status).toBe(0);
    const after = await host();
    const changed = [...after]
      .filter(([path, text]) => before.get(path) !== text)
      .map(([path]) => path.split("/").at(-1));
    expect(changed.toSorted()).toEqual([
      "app-pools.json",
      "applicationHost.config",
      "services.json",
      "web.config",
      "web.config",
    ]);
    expect((await run("check")).status).toBe(0);
    expect(await host()).toEqual(after);
    for (const id of ["M3", "M1", "M4.1", "M2.1.0"]) {
      const reverted = await run("revert", id, "--block");
      expect(reverted.stderr).toBe("");
      expect(reverted.status).toBe(0);
    }
    expect(await host()).toEqual(before);
    const blocked = (await run("check", "--json")).json<Checked>();
    expect(statuses(blocked)).toMatchObject({
      "M1.1.0": "Blocked",
      "M2.1.0": "Blocked",
      "M3.1.0": "Blocked",
      "M4.1.2": "Blocked",
    });
    expect(await host()).toEqual(before);
  });

  it("fails an unknown type by itself and applies the rest: exit 1", async () => {
    const { publish, run } = await open();
    await publish(feed(1, unknownType, ping, inbound));
    const ran = await run("check", "--json");
    expect(ran.status).toBe(1);
    expect(statuses(ran.json())).toEqual({ "M9.1.0": "Failed", PING1: "Applied", "M1.1.0": "Applied" });
  });

  it("plan shows the change and touches nothing", async () => {
    const { publish, run, host } = await open();
    await publish(whole());
    const before = await host();
    const planned = await run("plan");
    expect(planned.status).toBe(0);
    expect(
      planned.stdout.split("\n").some((line) => line.startsWith("+") && line.includes("World M1.1 - inbound")),
    ).toBe(true);
    expect(await host()).toEqual(before);
    expect((await run("log", "--json")).json()).toEqual([]);
  });

  it("reapplies what somebody took out by hand", async () => {
    const { publish, run, host, directory } = await open();
    const file = join(directory, "server/C/inetpub/wwwroot/web.config");
    const original = await readFile(file);
    await publish(whole());
    await run("check");
    const after = await host();
    await writeFile(file, original);
    const ran = await run("check", "--json");
    expect(ran.json<Checked>().mitigations.find(({ id }) => id === "M1")?.decision).toBe("reapply");
    expect(await host()).toEqual(after);
  });
});

describe("the record", () => {
  it("is a chain that a text tool checks, and replays without divergence", async () => {
    const { publish, run, directory } = await open();
    await publish(whole());
    await run("check");
    await run("block", "M1", "--reason", "tested");
    await run("check");
    const verified = await run("audit", "verify", "--json");
    expect(verified.json<{ ok: boolean; problems: unknown[] }>()).toMatchObject({ ok: true, problems: [] });
    expect((await run("audit", "replay", "--json")).json<{ ok: boolean }>().ok).toBe(true);
    await run("audit", "export", "--out", "log.jsonl");
    const lines = (await readFile(join(directory, "log.jsonl"), "utf8")).trimEnd().split("\n");
    let previous = "0".repeat(64);
    for (const [index, line] of lines.entries()) {
      const [own = "", rest = ""] = line.split(',"hash":');
      const event = JSON.parse(line);
      expect(event.position).toBe(index + 1);
      expect(event.previous).toBe(previous);
      const hash = createHash("sha256").update(own).digest("hex");
      expect(rest).toBe(`"${hash}"}`);
      previous = hash;
    }
    const newest = lines.at(-1)?.split(',"hash":')[0] ?? "";
    const tool = execFileSync("sha256sum", { input: newest }).toString().slice(0, 64);
    expect(tool).toBe(previous);
  });
});

describe("what goes wrong has its exit status and one line", () => {
  const lineForm = /^stopgap: [A-Z][A-Z0-9_]*: [^\n]+; [^\n]+\n$/;

  it("a changed byte, an older serial, a feed that is none: 4, and what is applied stays", async () => {
    const { publish, publishBytes, run, directory } = await open();
    await publish(whole());
    await run("check");
    const bytes = await readFile(join(directory, "feed/feed.xml"));
    bytes[bytes.indexOf("Heartbeat")] = 0x68;
    const refusals = [
      () => publishBytes(bytes),
      () => publish(feed(41, ping)),
      () => publish(feed(42, ping)),
      () => publishBytes(Buffer.from("<html>sign in</html>")),
    ];
    for (const refuse of refusals) {
      await refuse();
      const ran = await run("check");
      expect(ran.stderr).toMatch(lineForm);
      expect(ran.status).toBe(4);
    }
    const got = (await run("get", "--json")).json<{ MitigationsApplied: string[] }[]>();
    expect(got[0]?.MitigationsApplied).toContain("M1.1.0");
  });

  it("no server: 3; an unknown key: 2; an unknown server: 2; nothing applied by that name: 1", async () => {
    const { run, configure, directory } = await open();
    const unreachable = (await readFile(join(directory, "stopgap.yaml"), "utf8")).replace(
      /https:\/\/[^"]*/,
      "https://127.0.0.1:9/x",
    );
    await writeFile(join(directory, "away.yaml"), unreachable);
    const cases: [string[], number][] = [
      [["--config", "away.yaml", "check"], 3],
      [["get", "--server", "Nobody"], 2],
      [["frobnicate"], 2],
    ];
    for (const [words, status] of cases) {
      const ran = await run(...words);
      expect(ran.stderr).toMatch(lineForm);
      expect(ran.status).toBe(status);
    }
    await configure({ more: "onRetierd: keep\n" });
    const ran = await run("check");
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain("onRetired");
  });
});
