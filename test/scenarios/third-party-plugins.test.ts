import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { feed } from "../kit/feeds.js";
import { makeWorld, type World } from "../kit/world.js";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.end());

/** A package in plain JavaScript beside the configuration, as somebody without our tools writes it. */
async function install(name: string, source: string): Promise<void> {
  const folder = join(world.directory, "node_modules", name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, version: "1.0.0", type: "module" }));
  await writeFile(join(folder, "index.js"), source);
}

async function use(...names: readonly string[]): Promise<void> {
  const file = join(world.directory, "stopgap.yaml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/^plugins:.*$/m, `plugins: ${JSON.stringify(names)}`));
}

/** Turns one file from `on` to `off`. `over` are members that replace its own. */
const switchPlugin = (type: string, over = "") => `
const path = "C:\\\\own\\\\${type}.txt";
const read = async (host) => {
  const bytes = await host.readFile(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
};
const write = (host, text) => host.writeFile(path, text === null ? null : new TextEncoder().encode(text));
const validate = (value) =>
  value.text.trim() === "off" ? { value: value.text.trim() } : { issues: [{ message: "only off is understood" }] };
export default {
  apiVersion: 1,
  type: "${type}",
  parameters: { "~standard": { version: 1, vendor: "hand-written", validate } },
  async inspect(parameters, host) { return { state: (await read(host)) === parameters ? "present" : "absent" }; },
  async capture(parameters, host) { return { was: await read(host) }; },
  async apply(parameters, host) { await write(host, parameters); },
  async revert(parameters, undo, host) { await write(host, undo.was); },
  claims() { return ["switch"]; },
  ${over}
};`;

const action = (id: string, type: string, value = "off") =>
  `<Config id="${id}" desc="d"><ActionList><Action id="${id}.1" type="${type}" scope="Server" desc="d"><Value>${value}</Value></Action></ActionList></Config>`;

interface Row {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
}
const rowsOf = (ran: Awaited<ReturnType<World["run"]>>) =>
  Object.fromEntries(ran.json<{ mitigations: Row[] }>().mitigations.map((row) => [row.id, row]));

describe("a package of somebody else", () => {
  it("is applied, refuses a Value with its own words, and hands its undo over to the action that claims the same", async () => {
    await install("switches", switchPlugin("Switch"));
    await use("@stopgap/plugin-iis", "switches");
    const own = join(world.directory, "server/C/own/Switch.txt");
    await mkdir(join(own, ".."), { recursive: true });
    await writeFile(own, "on");
    await world.publish(feed(1, action("S1", "Switch"), action("S2", "Switch"), action("S3", "Switch", "maybe")));
    const checked = await world.run("check", "--json");
    expect(checked).toMatchObject({ status: 1, stderr: "" });
    const rows = rowsOf(checked);
    expect([rows.S1?.status, rows.S2?.status, rows.S3?.status]).toEqual(["Applied", "Applied", "Failed"]);
    expect(rows.S3?.reason).toContain("only off is understood");
    expect((await world.run("revert", "S1", "--block")).status).toBe(0);
    expect(await readFile(own, "utf8")).toBe("off");
    expect((await world.run("revert", "S2", "--block")).status).toBe(0);
    expect(await readFile(own, "utf8")).toBe("on");
  });

  it("that throws, hangs, answers nonsense, leaks a rejection or throws in a timer fails its own action only", async () => {
    const bad = {
      Throws: "inspect() { throw new Error('first line\\nsecond line'); },",
      Hangs: "deadlines: { apply: 300 }, apply() { return new Promise(() => {}); },",
      Nonsense: "inspect() { return { state: 'perhaps' }; },",
      Undo: "capture() { return { undo: () => 1 }; },",
      Leaks: "apply() { Promise.reject(new Error('leaked')); },",
      Timer:
        "async apply() { setTimeout(() => { throw new Error('in a timer'); }, 5); await new Promise((go) => setTimeout(go, 100)); },",
      Schema: "parameters: { '~standard': { version: 1, vendor: 'x', validate() { throw new Error('no schema'); } } },",
      Idle: "async apply() {},",
      Claims: "claims() { throw new Error('no claims'); },",
      Text: "async apply(_, host) { await host.writeFile(path, 'off'); },",
      Unseen: "apply() { return Promise.reject(new Proxy({}, { getPrototypeOf() { throw 1; } })); },",
      Exits: "apply() { process.exit(0); },",
      Answer: "parameters: { '~standard': { version: 1, vendor: 'x', validate() { return null; } } },",
    };
    for (const [type, over] of Object.entries(bad)) await install(type.toLowerCase(), switchPlugin(type, over));
    await install("good", switchPlugin("Good"));
    await use(...Object.keys(bad).map((type) => type.toLowerCase()), "good");
    await world.publish(feed(1, ...Object.keys(bad).map((type) => action(type, type)), action("Good", "Good")));
    const checked = await world.run("check", "--json");
    expect(checked).toMatchObject({ status: 1, stderr: "" });
    const rows = rowsOf(checked);
    for (const type of Object.keys(bad)) {
      expect(rows[type]?.status, type).toBe("Failed");
      expect(rows[type]?.reason).toMatch(/^[^\n]{1,1000}$/);
    }
    expect(rows.Good?.status).toBe("Applied");
  });

  it("that cannot describe what it would do is told so in the plan, and nothing else is missing from it", async () => {
    await install("mute", switchPlugin("Mute", "describe() { throw new Error('no words'); },"));
    await install("good", switchPlugin("Good", "describe() { return ['the switch goes off']; },"));
    await use("mute", "good");
    await world.publish(feed(1, action("M", "Mute"), action("G", "Good")));
    const { status, stdout } = await world.run("plan");
    expect(status).toBe(0);
    expect(stdout).toContain("the describe hook of Mute failed: no words");
    expect(stdout).toContain("the switch goes off");
  });

  it("that leaves an interval and a server running keeps no command from ending, nor cuts its output", async () => {
    const leaves = `inspect() { setInterval(() => {}, 50); createServer().listen(0, "127.0.0.1"); return { state: "absent", detail: "d".repeat(900) }; },`;
    await install("leaver", `import { createServer } from "node:net";${switchPlugin("Leaver", leaves)}`);
    await use("leaver");
    const many = Array.from({ length: 200 }, (_, index) => action(`S${index}`, "Leaver"));
    await world.publish(feed(1, ...many));
    const planned = await world.run("plan", "--json");
    expect(planned.json<{ mitigations: Row[] }>().mitigations).toHaveLength(many.length);
  });

  it("that cannot be loaded stops the start with status 2, and is named", async () => {
    await install("no-default", "export const plugin = {};");
    await install("version-two", switchPlugin("Two").replace("apiVersion: 1", "apiVersion: 2"));
    await install("taken", switchPlugin("urlrewrite"));
    await install("broken", "export default {");
    await install("leaving", "process.exit(0);");
    for (const name of ["no-default", "version-two", "taken", "broken", "leaving", "not-there"]) {
      await use("@stopgap/plugin-iis", name);
      const ran = await world.run("check");
      expect(ran).toMatchObject({ status: 2, stdout: "" });
      expect(ran.stderr).toMatch(/^stopgap: PLUGIN_[A-Z_]+: [^\n]+; [^\n]+\n$/);
      expect(ran.stderr).toContain(name);
    }
  });
});
