import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importPlugin, loadPlugins } from "./load-plugins.js";
import { pluginToken } from "./plugin-token.js";

const plugin = (type: string, apiVersion = 1) => `{
  apiVersion: ${apiVersion}, type: ${JSON.stringify(type)},
  parameters: { "~standard": { version: 1, vendor: "x", validate: (value) => ({ value }) } },
  inspect: () => ({ state: "absent" }), capture: () => null, apply() {}, revert() {},
}`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stopgap-plugins-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function install(name: string, code: string, more: Record<string, unknown> = {}): Promise<string> {
  const at = join(folder, "node_modules", name);
  await mkdir(at, { recursive: true });
  await writeFile(join(at, "package.json"), JSON.stringify({ name, version: "1.2.3", type: "module", ...more }));
  await writeFile(join(at, "index.js"), code);
  return at;
}

describe("a package", () => {
  it("is loaded with its version and the hash of its files, without what it depends on", async () => {
    const at = await install("one", `export default ${plugin("One")};`);
    const [loaded] = await loadPlugins(["one"], [folder]);
    expect(loaded).toMatchObject({ package: "one", version: "1.2.3", plugin: { type: "One" } });
    expect(loaded?.sha256).toMatch(/^[0-9a-f]{64}$/);

    await mkdir(join(at, "node_modules/other"), { recursive: true });
    await writeFile(join(at, "node_modules/other/index.js"), "");
    expect((await loadPlugins(["one"], [folder]))[0]?.sha256).toBe(loaded?.sha256);
    await writeFile(join(at, "more.js"), "");
    expect((await loadPlugins(["one"], [folder]))[0]?.sha256).not.toBe(loaded?.sha256);
  });

  it("is found from the folders in their order, and gives its other exports too", async () => {
    await install("@acme/two", `export default ${plugin("Two")}; export const laws = { accepts: ["x"] };`);
    const { exports } = await importPlugin("@acme/two", [join(folder, "deeper"), folder]);
    expect(exports.laws).toEqual({ accepts: ["x"] });
  });

  it.each([
    ["is missing", "nowhere", "PLUGIN_NOT_FOUND"],
    ["has a path for a name", "../one", "PLUGIN_NOT_FOUND"],
    ["does not load", "throws", "PLUGIN_NOT_FOUND"],
    ["exports no plugin", "nothing", "PLUGIN_INVALID"],
    ["is of another interface", "future", "PLUGIN_API_VERSION"],
  ])("that %s is named", async (_, name, code) => {
    await install("throws", "throw new Error('no');");
    await install("nothing", "export const x = 1;");
    await install("future", `export default ${plugin("Future", 2)};`);
    const loading = loadPlugins([name], [folder]);
    await expect(loading).rejects.toMatchObject({ code, message: expect.stringContaining(name) });
  });

  it("that never ends loading is named, after the time a hook has", async () => {
    await install("waits", "await new Promise(() => {});");
    await expect(loadPlugins(["waits"], [folder])).rejects.toMatchObject({
      code: "PLUGIN_NOT_FOUND",
      message: "the package waits does not load: not within 10000 ms",
    });
  }, 30_000);
});

describe("a package with a module of its own", () => {
  const token = `Symbol.for(${JSON.stringify(pluginToken.description)})`;
  const inversify = () => dirname(dirname(createRequire(import.meta.url).resolve("inversify")));

  beforeEach(async () => {
    await mkdir(join(folder, "node_modules"), { recursive: true });
    const found = /^(.*node_modules\/inversify)/.exec(inversify())?.[1] ?? "";
    await symlink(found, join(folder, "node_modules/inversify"), "dir");
  });

  it("gives the plugin it binds, with what that depends on, and is released", async () => {
    await install(
      "wired",
      `import { ContainerModule } from "inversify";
       export const seen = [];
       const names = Symbol("names");
       export const module = new ContainerModule(({ bind }) => {
         bind(names).toConstantValue(["Wired"]).onDeactivation(() => { seen.push("closed"); });
         bind(${token}).toDynamicValue((context) => ({ ...${plugin("x")}, type: context.get(names)[0] }));
       });`,
    );
    const { loaded, exports } = await importPlugin("wired", [folder]);
    expect(loaded.plugin.type).toBe("Wired");
    expect(exports.seen).toEqual([]);
    await loaded.release?.();
    expect(exports.seen).toEqual(["closed"]);
  });

  it.each([
    ["that is none", "export const module = {};"],
    [
      "that binds no plugin",
      "import { ContainerModule } from 'inversify'; export const module = new ContainerModule(() => {});",
    ],
  ])("%s is named", async (_, code) => {
    await install("unwired", code);
    const loading = loadPlugins(["unwired"], [folder]);
    await expect(loading).rejects.toMatchObject({
      code: "PLUGIN_INVALID",
      message: expect.stringContaining("unwired: its module"),
    });
  });
});

describe.runIf(process.platform !== "win32" && process.getuid?.() === 0)("as root", () => {
  it.each([
    ["a file everybody may write to", "index.js", 0o666],
    ["a folder everybody may write to", ".", 0o777],
  ])("%s keeps the package from running", async (_, name, mode) => {
    const at = await install("open", `globalThis.wasRun = true; export default ${plugin("Open")};`);
    await chmod(join(at, name), mode);
    await expect(loadPlugins(["open"], [folder])).rejects.toMatchObject({
      code: "PLUGIN_WRITABLE",
      message: expect.stringContaining("open: everybody may write to"),
    });
    expect(globalThis).not.toHaveProperty("wasRun");
  });
});
