import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./source-files.js";

const ours = ["packages", "examples", "test", "scripts", "bench"];

function paths(): readonly string[] {
  return ours
    .flatMap((folder) => readdirSync(join(root, folder), { withFileTypes: true, recursive: true }))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !/(^|\/)(node_modules|dist|fixtures|sandbox)(\/|$)/.test(path));
}

describe("names", () => {
  const all = paths();

  it("are there", () => {
    expect(all.length).toBeGreaterThan(100);
  });

  it("of source files are kebab-case", () => {
    const sources = all.filter((path) => /\.(ts|js|mjs|cjs)$/.test(path));
    const form = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|js|mjs|cjs)$/;
    expect(sources.filter((path) => !form.test(path.split("/").at(-1) ?? ""))).toEqual([]);
  });

  it("say what is inside", () => {
    const drawers = /^(utils?|helpers?|commons?|misc|shared)(\.|$)/;
    expect(all.filter((path) => path.split("/").some((part) => drawers.test(part)))).toEqual([]);
  });
});
