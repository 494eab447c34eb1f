import { readFile, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandWorld, makeCommandWorld, runWords, worldFeed } from "../../testing/command-world.js";

interface Settings {
  readonly Name: string;
  readonly MitigationsBlocked: readonly string[];
}
interface Change {
  readonly stream: string;
  readonly actor: string | null;
  readonly time: string;
  readonly data: { readonly from: unknown; readonly to: unknown; readonly reason: string | null };
}

let world: CommandWorld;
const onSecond = (...words: string[]) => runWords(["--config", world.path("second.yaml"), ...words]);

/** Two servers that share one log. */
beforeEach(async () => {
  world = await makeCommandWorld();
  await world.publish(worldFeed(1));
  const first = await readFile(world.path("stopgap.yaml"), "utf8");
  await writeFile(world.path("second.yaml"), first.replace("Server1", "Server2"));
  for (const run of [world.run, onSecond]) expect(await run("check")).toMatchObject({ status: 0 });
});
afterEach(() => world.end());

async function blocked(): Promise<Record<string, readonly string[]>> {
  const settings = JSON.parse((await world.run("get", "--json")).out) as Settings[];
  return Object.fromEntries(settings.map(({ Name, MitigationsBlocked }) => [Name, MitigationsBlocked]));
}

async function changes(): Promise<Change[]> {
  return JSON.parse((await world.run("audit", "search", "--json")).out);
}

describe("block and unblock", () => {
  it("act on this server where none is named", async () => {
    expect(await world.run("block", "M1")).toMatchObject({ status: 0, out: "M1 is blocked.\n" });
    expect(await blocked()).toEqual({ Server1: ["M1"], Server2: [] });
  });

  it("act on every server of the log, each with who, when, from, to and why", async () => {
    const ran = await world.run("block", "M1", "--all-servers", "--reason", "printing");
    expect(ran).toMatchObject({ status: 0, out: "Server1: M1 is blocked.\nServer2: M1 is blocked.\n" });
    expect(await blocked()).toEqual({ Server1: ["M1"], Server2: ["M1"] });
    const told = await changes();
    expect(told.map(({ stream }) => stream)).toEqual(["server/Server1", "server/Server2"]);
    for (const { actor, time, data } of told) {
      expect(actor).toMatch(/./);
      expect(time).toMatch(/Z$/);
      expect(data).toMatchObject({ from: [], to: ["M1"], reason: "printing" });
    }
    await world.run("unblock", "m1", "--all-servers");
    expect(await blocked()).toEqual({ Server1: [], Server2: [] });
  });

  it("act on the named ones, in any case and once each, and print those alone", async () => {
    const ran = await world.run("block", "M1", "--server", "server2", "--server", "SERVER2", "--json");
    expect((JSON.parse(ran.out) as Settings[]).map(({ Name }) => Name)).toEqual(["Server2"]);
    expect(await blocked()).toEqual({ Server1: [], Server2: ["M1"] });
    const again = await world.run("block", "M1", "--server", "Server1,Server2");
    expect(again.out).toBe("Server1: M1 is blocked.\nServer2: M1 was blocked already.\n");
    expect(await changes()).toHaveLength(2);
  });

  it("change nothing where one of the servers is unknown, and name the nearest", async () => {
    const ran = await world.run("block", "M1", "--server", "Server1", "--server", "Serve2");
    expect(ran).toMatchObject({ status: 2, out: "" });
    expect(ran.error).toMatch(/^stopgap: SERVER_UNKNOWN: there is no server "Serve2"; did you mean Server2\?[^\n]*\n$/);
    expect(await world.run("block", "M1", "--server", "Server1", "--all-servers")).toMatchObject({ status: 2 });
    expect(await changes()).toEqual([]);
  });

  it("a block with an end runs out once for each server, in whichever server's cycle comes first", async () => {
    const end = new Date(Date.now() + 1500).toISOString();
    await world.run("block", "M1", "--all-servers", "--until", end);
    await expect.poll(() => new Date().toISOString() > end, { timeout: 5000 }).toBe(true);
    for (const run of [world.run, onSecond, world.run]) await run("check");
    const ends = JSON.parse((await world.run("log", "--type", "SettingsChanged", "--json")).out) as Change[];
    const byNobody = ends.filter(({ actor }) => actor === null);
    expect(byNobody.map(({ stream }) => stream)).toEqual(["server/Server1", "server/Server2"]);
    expect(byNobody[0]?.data.reason).toContain("ran out");
    expect(await blocked()).toEqual({ Server1: [], Server2: [] });
    expect(await world.run("audit", "replay")).toMatchObject({ status: 0 });
  });
});

describe("revert --block --until", () => {
  it("blocks until then, and is refused without --block", async () => {
    expect(await world.run("revert", "M1", "--until", "7d")).toMatchObject({ status: 2, out: "" });
    expect(await world.run("revert", "M1", "--block", "--until", "2001-01-01")).toMatchObject({ status: 2 });
    expect(await world.run("revert", "M1", "--block", "--until", "7d")).toMatchObject({ status: 0 });
    const [change] = await changes();
    expect(change?.data).toMatchObject({ to: ["M1"], blocks: [{ id: "M1", until: expect.stringMatching(/Z$/) }] });
  });
});
