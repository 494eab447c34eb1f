import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandWorld, makeCommandWorld, runWords } from "../../testing/command-world.js";
import { folderOfPackage, typeOfPackage } from "../plugin-template/package-name.js";

const program = fileURLToPath(new URL("../../bin/stopgap.js", import.meta.url));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "stopgap-plugin-commands-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const plugin = (type: string, apply = "host.writeFile(path, new Uint8Array(1))") => `const path = "C:\\\\switch";
export default {
  apiVersion: 1,
  type: "${type}",
  parameters: { "~standard": { version: 1, vendor: "x", validate: (value) =>
    value.text === "bad" ? { issues: [{ message: "bad is refused" }] } : { value } } },
  inspect: async (_, host) => ({ state: (await host.readFile(path)) === null ? "absent" : "present" }),
  capture: async (_, host) => (await host.readFile(path)) === null,
  apply: async (_, host) => { await ${apply}; },
  revert: async (_, undo, host) => { if (undo) await host.writeFile(path, null); },
  prerequisites: () => ${type === "Lacking" ? '["the moon is not full"]' : "[]"},
};
`;

async function install(base: string, name: string, code: string): Promise<string> {
  const folder = join(base, "node_modules", name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, version: "2.0.0", type: "module" }));
  await writeFile(join(folder, "index.js"), code);
  return folder;
}

describe("plugin new", () => {
  it("makes a package and says what to do next", async () => {
    const made = join(directory, "new");
    const ran = await runWords(["plugin", "new", "@acme/stopgap-plugin-remote-access", "--dir", made]);
    expect(ran).toMatchObject({ status: 0, error: "", out: expect.stringContaining("npm install && npm test") });
    expect((await readdir(made)).toSorted()).toEqual([
      ".gitignore",
      "README.md",
      "package.json",
      "src",
      "tsconfig.json",
    ]);
    const manifest = JSON.parse(await readFile(join(made, "package.json"), "utf8"));
    expect(manifest).toMatchObject({ name: "@acme/stopgap-plugin-remote-access", type: "module" });
    expect(await readFile(join(made, "src/index.ts"), "utf8")).toContain('type: "RemoteAccess"');
  });

  it.each(["Not A Name", "../outside", "Firewall", "fs", "", "@acme/", ".hidden", "node_modules", "a".repeat(215)])(
    "refuses %j, and makes nothing",
    async (name) => {
      const made = join(directory, "never");
      const ran = await runWords(["plugin", "new", name, "--dir", made]);
      expect(ran).toMatchObject({ status: 2, out: "" });
      expect(ran.error).toMatch(
        /^stopgap: USAGE: [^;\n]* is not the name of a package: [^;\n]+; choose a name [^\n]*\n$/,
      );
      expect(await readdir(directory)).not.toContain("never");
    },
  );

  it("refuses a folder that is there, even an empty one", async () => {
    const there = join(directory, "there");
    await mkdir(there);
    const ran = await runWords(["plugin", "new", "stopgap-plugin-x", "--dir", there]);
    expect(ran).toMatchObject({ status: 2, out: "" });
    expect(ran.error).toMatch(/^stopgap: FILE_UNWRITABLE: .*there is there already; name another folder/);
    expect(await readdir(there)).toEqual([]);
  });

  it.each([
    ["@acme/stopgap-plugin-remote-access", "stopgap-plugin-remote-access", "RemoteAccess"],
    ["firewall", "firewall", "Firewall"],
    ["web-console-plugin", "web-console-plugin", "WebConsole"],
    ["7zip", "7zip", "Type7zip"],
  ])("%s goes to %s and serves %s", (name, folder, type) => {
    expect([folderOfPackage(name), typeOfPackage(name)]).toEqual([folder, type]);
  });
});

describe("plugin test", () => {
  const laws = 'export const laws = { accepts: ["x"], refuses: ["bad"] };';

  it("runs the laws with the package's own values", async () => {
    const folder = await install(directory, "keeps", plugin("Keeps") + laws);
    const ran = await runWords(["plugin", "test", folder, "--json"]);
    expect(ran.status).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ ok: true, type: "Keeps", package: "keeps", version: "2.0.0" });
  });

  it("names the law that is broken, and ends with 1", async () => {
    const folder = await install(directory, "breaks", plugin("Breaks", "null") + laws);
    const ran = await runWords(["plugin", "test", folder]);
    expect(ran.status).toBe(1);
    expect(ran.out).toMatch(/BROKEN +capture, apply and inspect agree\n +the law .* does not hold for Breaks/);
    expect(ran.out).toMatch(/Breaks \(.* 2\.0\.0\) breaks \d+ of \d+ laws\.\n$/);
  });

  it("is not ended by what a plugin leaks, even late", async () => {
    const leak = "Promise.resolve(setTimeout(() => Promise.reject(new Error('late')), 1))";
    const folder = await install(directory, "leaky", plugin("Leaky", leak) + laws);
    const ran = spawnSync(process.execPath, [program, "plugin", "test", folder], { encoding: "utf8" });
    expect(ran).toMatchObject({ status: 1, stderr: "" });
  });

  it("takes values from files, several from one", async () => {
    const folder = await install(directory, "bare", plugin("Bare"));
    const [good, bad] = [join(directory, "good.xml"), join(directory, "bad.xml")];
    await writeFile(good, "<Value>one</Value>\n<Value>two</Value>\n");
    await writeFile(bad, "bad");
    expect(await runWords(["plugin", "test", folder, "--accepts", good, "--refuses", bad])).toMatchObject({
      status: 0,
    });
    const swapped = await runWords(["plugin", "test", folder, "--accepts", bad, "--refuses", good]);
    expect(swapped.out).toMatch(/BROKEN +accepts what it is meant for\n.*\n?BROKEN +refuses bad parameters/);
  });

  it("asks for values where there are none", async () => {
    const folder = await install(directory, "silent", plugin("Silent"));
    const ran = await runWords(["plugin", "test", folder]);
    expect(ran).toMatchObject({ status: 2, error: expect.stringContaining("--accepts") });
  });

  it("names a package that is not there", async () => {
    const ran = await runWords(["plugin", "test", "stopgap-plugin-nowhere"]);
    expect(ran).toMatchObject({ status: 2, error: expect.stringContaining("stopgap-plugin-nowhere") });
  });
});

describe("plugin list", () => {
  let world: CommandWorld;
  beforeAll(async () => {
    world = await makeCommandWorld();
    await install(world.directory, "healthy", plugin("Healthy"));
    await install(world.directory, "lacking", plugin("Lacking"));
    await world.configure("plugins: [healthy, lacking]");
  });
  afterAll(() => world.end());

  it("shows type, package, version, API and health on the configured host", async () => {
    const { status, out } = await world.run("plugin", "list", "--json");
    expect(status).toBe(0);
    const common = { version: "2.0.0", apiVersion: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(JSON.parse(out)).toEqual([
      { ...common, type: "Healthy", package: "healthy", healthy: true, missing: [] },
      { ...common, type: "Lacking", package: "lacking", healthy: false, missing: ["the moon is not full"] },
    ]);
    expect((await world.run("plugin", "list")).out).toMatch(/Lacking +lacking +2\.0\.0 +1 +\w+ +the moon is not full/);
  });

  it("prints one document, whatever a plugin says on the console", async () => {
    await install(world.directory, "loud", `console.log("loaded");${plugin("Loud")}`);
    await world.configure("plugins: [loud]");
    const words = ["--config", world.path("stopgap.yaml"), "plugin", "list", "--json"];
    const ran = spawnSync(process.execPath, [program, ...words], { encoding: "utf8" });
    expect(ran).toMatchObject({ status: 0, stderr: "loaded\n" });
    expect(JSON.parse(ran.stdout)).toMatchObject([{ type: "Loud" }]);
  });

  it("refuses a type that is taken, in any case, as every other command does", async () => {
    await install(world.directory, "second", plugin("HEALTHY"));
    await world.configure("plugins: [healthy, second]");
    const { status, out, error } = await world.run("plugin", "list", "--json");
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(error).toMatch(
      /^stopgap: PLUGIN_TYPE_TAKEN: second serves the type HEALTHY, which healthy serves already; .+\n$/,
    );
  });
});

describe.runIf(process.platform !== "win32" && process.getuid?.() === 0)("as root", () => {
  let world: CommandWorld;
  beforeAll(async () => {
    world = await makeCommandWorld();
  });
  afterAll(() => world.end());

  it("refuses a configuration that others may change", async () => {
    await chmod(world.path("stopgap.yaml"), 0o666);
    const ran = await world.run("get");
    expect(ran).toMatchObject({ status: 2, out: "" });
    expect(ran.error).toMatch(
      /^stopgap: CONFIGURATION_WRITABLE: everybody may write to .*; take the right .*chmod go-w\n$/,
    );
    await chmod(world.path("stopgap.yaml"), 0o644);
    expect((await world.run("get")).status).toBe(0);
  });

  it("refuses a plugin that others may change, before its code runs", async () => {
    const folder = await install(world.directory, "open", `throw new Error("it ran");`);
    await chmod(join(folder, "index.js"), 0o666);
    await world.configure("plugins: [open]");
    const ran = await world.run("check");
    expect(ran).toMatchObject({ status: 2, out: "" });
    expect(ran.error).toMatch(
      /^stopgap: PLUGIN_WRITABLE: the package open: everybody may write to .*; .*chmod -R go-w\n$/,
    );
  });
});
