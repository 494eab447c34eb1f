import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type CommandWorld,
  makeCommandWorld,
  unknownAction,
  worldFeed,
} from "../../packages/stopgap/testing/command-world.js";

/** Nothing of the program's: an export line as the contract has it. */
interface Line {
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Server {
  enabled: boolean;
  applied: unknown[];
  blocked: unknown;
}

let world: CommandWorld;
let lines: readonly Line[] = [];
const run = async (...words: string[]) => expect((await world.run(...words)).status).toBeLessThan(2);
const webConfig = () => world.path("server/C/inetpub/wwwroot/web.config");

/** Applies, blocks, drift, an upgrade, what retires in both ways, reverts, refusals, switches and a second server. */
beforeAll(async () => {
  world = await makeCommandWorld();
  const before = await readFile(webConfig());
  const upgraded = (xml: string) => xml.replace('id="M1.1" version="0"', 'id="M1.1" version="1"');
  await world.publish(worldFeed(1, unknownAction));
  await run("check");
  await run("block", "M1", "--until", "1s");
  await run("check");
  await run("block", "M1.1");
  await run("revert", "M1");
  await run("check");
  await run("unblock", "M1.1");
  await run("check");
  await writeFile(webConfig(), before);
  await run("check");
  await world.publish(upgraded(worldFeed(2)).replace("World M1.1", "World M1.1 again"));
  await run("check");
  await run("set", "organization", "--mitigations-enabled", "false");
  await run("check");
  await run("set", "organization", "--mitigations-enabled", "true");
  await run("set", "server", "Server1", "--mitigations-enabled", "false", "--mitigations-blocked", "M8,M9.1");
  await run("check");
  await run("set", "server", "Server1", "--mitigations-enabled", "true");
  await world.publish(worldFeed(1));
  await world.run("check");
  await world.configure("onRetired: revert");
  await world.publish(worldFeed(3).replace(/<Config id="M1"[\s\S]*?<\/Config>/, ""));
  await run("check");
  const configuration = await readFile(world.path("stopgap.yaml"), "utf8");
  await writeFile(world.path("stopgap.yaml"), configuration.replace("Server1", "Server2"));
  await world.publish(worldFeed(4));
  await run("check");
  await run("block", "M1");
  await run("revert", "M1");
  await world.configure();
  lines = (await world.run("audit", "export")).out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}, 120_000);
afterAll(() => world.end());

/** MitigationsApplied and the rest at each position, folded by the words of the contract's section 4. */
function* folded(): Generator<readonly [line: Line, servers: readonly unknown[]]> {
  let organization = true;
  const servers = new Map<string, Server>([["Server1", { enabled: true, applied: [], blocked: [] }]]);
  for (const line of lines) {
    const { stream, type, data } = line;
    const name = stream.replace("server/", "");
    const server = servers.get(name) ?? { enabled: true, applied: [], blocked: [] };
    if (stream === "organization")
      organization = data.setting === "MitigationsEnabled" ? data.to === true : organization;
    else servers.set(name, server);
    if (type === "Applied") {
      const others = server.applied.filter((id) => id !== data.replaces);
      server.applied = others.includes(data.appliedId) ? others : [...others, data.appliedId];
    }
    if (["Retired", "Reverted", "Removed"].includes(type))
      server.applied = server.applied.filter((id) => id !== data.appliedId);
    if (type === "SettingsChanged" && data.setting === "MitigationsEnabled") server.enabled = data.to === true;
    if (type === "SettingsChanged" && data.setting === "MitigationsBlocked") server.blocked = data.to;
    const shown = [...servers].map(([Name, { enabled, applied, blocked }]) => ({
      Name,
      MitigationsEnabled: organization && enabled,
      MitigationsApplied: [...applied],
      MitigationsBlocked: blocked,
    }));
    yield [line, shown];
  }
}

const json = async (...words: string[]) => JSON.parse((await world.run(...words, "--json")).out);

async function expectSame(): Promise<void> {
  for (const [{ position, time }, servers] of folded()) {
    const at = String(position);
    expect({ at, servers: await json("get", "--at", at) }).toEqual({ at, servers });
    if (lines[position]?.time !== time) expect(await json("get", "--at", time)).toEqual(servers);
  }
}

it("has every type of event that changes what is listed", () => {
  const types = new Set(lines.map(({ type }) => type));
  for (const type of ["Applied", "Retired", "Reverted", "SettingsChanged", "Blocked", "Failed", "Decided"])
    expect(types).toContain(type);
  expect(lines.some(({ data }) => typeof data.replaces === "string")).toBe(true);
  expect(lines.length).toBeGreaterThan(60);
});

it("a fold of the export says what get --at says, at every position and time", async () => {
  await expectSame();
}, 60_000);

it("audit replay --at says the same, without a divergence", async () => {
  for (const [{ position, time }, servers] of folded()) {
    const replayed = await json("audit", "replay", "--at", String(position));
    expect(replayed).toEqual({ ok: true, events: position, at: time, servers, divergences: [] });
  }
}, 120_000);

it("so it does of a log that was imported, and of one whose history is sealed", async () => {
  await world.run("audit", "export", "--out", world.path("log.jsonl"));
  await world.configure("store: { file: ./imported.db }");
  await run("audit", "import", world.path("log.jsonl"));
  await expectSame();
  await run("audit", "archive", "--before", lines[20]?.time ?? "");
  await run("audit", "archive", "--before", "0s");
  await expectSame();
}, 120_000);
