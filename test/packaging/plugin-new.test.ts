import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPacked, type PackedProject } from "./packed.js";

const run = promisify(execFile);

let project: PackedProject;
let folder: string;

/** Runs the packed program in the project; never rejects. */
async function stopgap(...words: readonly string[]): Promise<{ status: number; out: string; error: string }> {
  const program = join(project.directory, "node_modules/.bin/stopgap");
  return await run(program, words, { cwd: project.directory }).then(
    ({ stdout, stderr }) => ({ status: 0, out: stdout, error: stderr }),
    ({ code, stdout, stderr }) => ({ status: code, out: stdout, error: stderr }),
  );
}

const npm = (...args: readonly string[]) => run("npm", args, { cwd: folder });

beforeAll(async () => {
  project = await installPacked();
  folder = join(project.directory, "made");
  const made = await stopgap("plugin", "new", "@acme/stopgap-plugin-remote-access", "--dir", "made");
  if (made.status !== 0) throw new Error(made.error);
  const core = project.packages.find(({ name }) => name === "@stopgap/core")?.tarball ?? "";
  await npm("install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--no-save", core);
}, 600_000);
afterAll(() => project.remove());

describe("a plugin package that plugin new made, outside the repository, with the packed packages", () => {
  it("builds and passes its own tests", async () => {
    const { stdout } = await npm("test");
    expect(stdout).toMatch(/^\S fail 0$/m);
    expect(Number(/^\S pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(10);
  });

  it("keeps the laws from outside", async () => {
    const { status, out } = await stopgap("plugin", "test", "./made", "--json");
    const { ok, type, package: name, laws } = JSON.parse(out);
    expect([status, ok, type, name]).toEqual([0, true, "RemoteAccess", "@acme/stopgap-plugin-remote-access"]);
    expect(laws.length).toBeGreaterThan(8);
  });

  it("packs what it needs and no tests", async () => {
    const { stdout } = await npm("pack", "--dry-run", "--json", "--ignore-scripts");
    const [report] = Object.values<{ files: { path: string }[] }>(JSON.parse(stdout));
    const files = report?.files.map(({ path }) => path) ?? [];
    expect(files).toEqual(expect.arrayContaining(["README.md", "dist/index.js", "dist/index.d.ts", "dist/laws.js"]));
    expect(files.filter((path) => /test/.test(path))).toEqual([]);
  });

  it("is loaded by a configuration that names it, and told to lack what this host lacks", async () => {
    const tarball = JSON.parse((await npm("pack", "--json", "--pack-destination", project.directory)).stdout);
    const [{ filename }] = Object.values<{ filename: string }>(tarball) as [{ filename: string }];
    const args = ["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", `./${filename}`];
    await run("npm", args, { cwd: project.directory });
    await stopgap("feed", "keygen", "--dir", "keys", "--type", "ec");
    const file = join(project.directory, "stopgap.yaml");
    await writeFile(
      file,
      `organization: Contoso
server: { name: Server1, product: Exchange2019, build: 15.2.1118.12, roles: [Mailbox] }
feed: { url: "file:./feed.xml" }
trust: { roots: [keys/feed-root.pem], issuer: CN=Contoso }
host: { kind: sandbox, root: ./server }
plugins: ["@stopgap/plugin-service", "@acme/stopgap-plugin-remote-access"]
`,
    );
    const listed = JSON.parse((await stopgap("--config", file, "plugin", "list", "--json")).out);
    expect(listed).toMatchObject([
      { type: "Service", healthy: true, apiVersion: 1 },
      { type: "RemoteAccess", package: "@acme/stopgap-plugin-remote-access", version: "0.1.0", healthy: false },
    ]);
  });

  it("fails its own tests, and the laws from outside, once it is broken", async () => {
    const source = join(folder, "src/index.ts");
    const text = await readFile(source, "utf8");
    await writeFile(source, text.replace("undo[line] !== false", "undo[line] === undefined"));
    await expect(npm("test")).rejects.toMatchObject({
      stdout: expect.stringMatching(/(not ok \d+ -|✖) revert restores/),
    });
    const { status, out } = await stopgap("plugin", "test", "./made");
    expect(status).toBe(1);
    expect(out).toMatch(/BROKEN +revert restores exactly/);
    await writeFile(source, text);
  });
});
