import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { feed, inbound, ping, pool } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await world.publish(feed(7, ping, inbound, pool));
});
afterEach(() => world.end());

describe("commands that look", () => {
  it("make no file before the first cycle: no log, no log folder", async () => {
    const before = await readdir(world.directory);
    const planned = await world.run("plan");
    expect(planned).toMatchObject({ status: 0, stderr: "" });
    const words = [["explain", "M1.1"], ["health"], ["simulate", "--url", "https://mail.example/", "--feed"], ["get"]];
    for (const command of words) expect((await world.run(...command)).stdout).not.toBe("");
    expect(await readdir(world.directory)).toEqual(before);
  });

  it("plan's diff names each file and every line of it begins with +, - or a blank", async () => {
    const { stdout } = await world.run("plan");
    const lines = stdout.split("\n");
    const start = lines.findIndex((line) => line.startsWith("--- C:\\inetpub"));
    expect(lines[start + 1]).toBe("+++ C:\\inetpub\\wwwroot\\web.config");
    const end = lines.indexOf("", start);
    for (const line of lines.slice(start, end)) expect(line).toMatch(/^[-+ @]/);
    expect(lines.slice(start, end).filter((line) => line.startsWith("+") && line.includes("M1.1"))).toHaveLength(1);
    expect(stdout).not.toContain("Index:");
  });
});

describe("a block that is there already", () => {
  it("keeps its spelling and place, whatever case it is named in", async () => {
    await world.run("set", "server", "Server1", "--mitigations-blocked", "M1,M4");
    const again = await world.run("block", "m1", "--json");
    const [server] = again.json<{ MitigationsBlocked: string[] }[]>();
    expect(server?.MitigationsBlocked).toEqual(["M1", "M4"]);
    expect((await world.run("log", "--type", "SettingsChanged", "--json")).json()).toHaveLength(1);
  });
});

describe("a command line without a command", () => {
  it.each([[[]], [["audit"]]])("%j is one line and status 2", async (words) => {
    const ran = await world.run(...words);
    expect(ran).toMatchObject({ status: 2, stdout: "" });
    expect(ran.stderr).toMatch(/^stopgap: USAGE: [^\n]+; [^\n]+\n$/);
  });
});
