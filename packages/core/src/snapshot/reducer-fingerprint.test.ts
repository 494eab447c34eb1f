import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { fingerprintFrom, reducerFingerprint } from "./reducer-fingerprint.js";

const folder = mkdtempSync(join(tmpdir(), "stopgap-fingerprint-"));
afterAll(() => rmSync(folder, { recursive: true }));

const engine = fileURLToPath(new URL("..", import.meta.url));
const start = (copy: string) => pathToFileURL(join(copy, "project/evolve.ts"));

function copied(name: string): string {
  const copy = join(folder, name);
  for (const part of ["project", "log", "errors"]) cpSync(join(engine, part), join(copy, part), { recursive: true });
  return copy;
}

describe("the reducer's fingerprint", () => {
  it("is that of its modules, wherever they stand", () => {
    expect(reducerFingerprint()).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprintFrom(start(copied("same")))).toBe(reducerFingerprint());
  });

  it.each([
    "project/evolve.ts",
    "project/entries-of.ts",
    "project/without.ts",
    "project/state.ts",
    "log/event-types.ts",
  ])("changes with %s", (module) => {
    const copy = copied(module.replace("/", "-"));
    const path = join(copy, module);
    writeFileSync(path, `${readFileSync(path, "utf8")}\nexport const added = 1;\n`);
    expect(fingerprintFrom(start(copy))).not.toBe(reducerFingerprint());
  });

  it("does not change with what folding does not run", () => {
    const copy = copied("beside");
    writeFileSync(join(copy, "project/fold.ts"), "export const other = 1;\n");
    expect(fingerprintFrom(start(copy))).toBe(reducerFingerprint());
  });

  it("follows imports that a minifier wrote", () => {
    const at = (name: string) => join(folder, name);
    writeFileSync(at("small.js"), 'import{a}from"./a.js";import{b as c}from"./b.js";export*from"./c.js";export{a,c};');
    for (const name of ["a", "b", "c"]) writeFileSync(at(`${name}.js`), `export const ${name}=1;`);
    const before = fingerprintFrom(pathToFileURL(at("small.js")));
    expect(before).not.toBeNull();
    for (const name of ["a", "b", "c"]) {
      writeFileSync(at(`${name}.js`), `export const ${name}=2;`);
      expect(fingerprintFrom(pathToFileURL(at("small.js")))).not.toBe(before);
      writeFileSync(at(`${name}.js`), `export const ${name}=1;`);
    }
  });

  it("is not known where a module is not there", () => {
    const copy = copied("missing");
    rmSync(join(copy, "project/without.ts"));
    expect(fingerprintFrom(start(copy))).toBeNull();
    expect(fingerprintFrom(pathToFileURL(join(folder, "bundle.js")))).toBeNull();
  });
});
