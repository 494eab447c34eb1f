import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { filterProblems } from "@arethetypeswrong/core/problems";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installPacked, type PackedProject, packageFolders, root } from "./packed.js";

const run = promisify(execFile);
const manifestOf = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

const folders = packageFolders.map((folder) => join(root, "packages", folder));
const names: readonly string[] = folders.map((folder) => manifestOf(folder).name);
const entries = folders.flatMap((folder) => {
  const { name, exports } = manifestOf(folder);
  return Object.keys(exports).map((subpath) => `${name}${subpath.slice(1)}`);
});

let project: PackedProject;
beforeAll(async () => {
  project = await installPacked();
});
afterAll(() => project.remove());

describe("the packages, packed and installed into an empty project", () => {
  it("are all there", () => {
    expect(project.packages).toHaveLength(packageFolders.length);
    expect(entries.length).toBeGreaterThanOrEqual(packageFolders.length);
  });

  it("hold the licence, a README and what was built, and nothing else", () => {
    for (const { name, files } of project.packages) {
      const allowed =
        /^(package\.json|README\.md|LICENSE|bin\/[\w-]+\.js|man\/[\w-]+\.1|dist\/.+\.(js|d\.ts)(\.map)?)$/;
      expect
        .soft(
          files.filter((file) => !allowed.test(file) || /\.test\./.test(file)),
          name,
        )
        .toEqual([]);
      expect.soft(files, name).toEqual(expect.arrayContaining(["LICENSE", "README.md"]));
    }
  });

  it("hold nothing whose source is gone: npm run clean, if so", () => {
    for (const { name, folder, files } of project.packages) {
      const sources = files
        .filter((file) => /^dist\/.+\.js$/.test(file))
        .map((file) => file.replace(/^dist\//, "src/").replace(/\.js$/, ".ts"));
      expect
        .soft(
          sources.filter((source) => !existsSync(join(folder, source))),
          name,
        )
        .toEqual([]);
    }
  });

  it("carry the licence of the repository", () => {
    const licence = readFileSync(join(root, "LICENSE"), "utf8");
    for (const folder of folders) expect.soft(readFileSync(join(folder, "LICENSE"), "utf8"), folder).toBe(licence);
  });

  it("are as small as docs/packages.md says, and no larger than it allows", () => {
    const page = readFileSync(join(root, "docs/packages.md"), "utf8");
    const rows = [...page.matchAll(/^\| \[`([^`]+)`\]\S* \| (\d+) KiB \| (\d+) KiB \|/gm)];
    expect(rows.map(([, name]) => name).toSorted()).toEqual(project.packages.map(({ name }) => name).toSorted());
    for (const [, name, stated, most] of rows) {
      const size = (project.packages.find((packed) => packed.name === name)?.size ?? 0) / 1024;
      expect.soft(size, name).toBeLessThanOrEqual(Number(most));
      expect.soft(Math.abs(size - Number(stated)), `${name} is ${Math.round(size)} KiB`).toBeLessThan(size / 4);
    }
  });

  it("name each other in one version", () => {
    const versions = new Set(
      folders.flatMap((folder) => {
        const { version, dependencies } = manifestOf(folder);
        const own = Object.entries(dependencies ?? {}).filter(([name]) => name.startsWith("@stopgap/"));
        return [version, ...own.map(([, range]) => range)];
      }),
    );
    expect([...versions]).toHaveLength(1);
  });

  it.each(entries)("%s can be imported", async (entry) => {
    const script = `const m = await import(${JSON.stringify(entry)}); process.stdout.write(typeof m);`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: project.directory });
    expect(stdout).toBe("object");
  });

  it.each([
    ["node16", "node16"],
    ["esnext", "bundler"],
  ])("have types that compile with module %s and resolution %s", async (module, moduleResolution) => {
    const uses = entries.map((entry, index) => `import * as m${index} from ${JSON.stringify(entry)};\nvoid m${index};`);
    const file = join(project.directory, `use-${moduleResolution}.ts`);
    await writeFile(file, uses.join("\n"));
    const options = { module, moduleResolution, target: "es2023", lib: ["es2023"], strict: true, noEmit: true };
    const compilerOptions = { ...options, exactOptionalPropertyTypes: true, skipLibCheck: true, types: [] };
    const tsconfig = join(project.directory, `tsconfig.${moduleResolution}.json`);
    await writeFile(tsconfig, JSON.stringify({ compilerOptions, files: [file] }));
    const compiled = run(process.execPath, [join(root, "node_modules/@typescript/native/bin/tsc"), "-p", tsconfig]);
    expect(await compiled.then(() => "", outputOf)).toBe("");
  });

  it.each(names)("%s is clean for publint", async (name) => {
    const installed = join(project.directory, "node_modules", name);
    const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, manifestOf(installed), { color: false }))).toEqual([]);
  });

  it.each(names)("%s has types as its code is (attw)", async (name) => {
    const packed = project.packages.find((candidate) => candidate.name === name);
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(packed?.tarball ?? "")));
    if (!("problems" in analysis)) throw new Error(`${name} has no types`);
    const problems = (["node16-esm", "bundler"] as const).flatMap((resolutionKind) =>
      filterProblems(analysis, { resolutionKind }),
    );
    expect(problems).toEqual([]);
  });

  it("give the program its name and version", async () => {
    const program = join(project.directory, "node_modules/.bin/stopgap");
    const { stdout } = await run(program, ["--version"], { cwd: project.directory });
    expect(stdout.trim()).toContain(manifestOf(join(root, "packages/stopgap")).version);
  });
});

function outputOf(error: { readonly stdout?: string; readonly message: string }): string {
  return error.stdout || error.message;
}
