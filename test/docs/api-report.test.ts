import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { apiReport, type EntryPoint, reportPath } from "./api-report.js";
import { root } from "./code-blocks.js";

const entryPoints: readonly EntryPoint[] = readdirSync(join(root, "packages")).flatMap((folder) => {
  const path = join(root, "packages", folder);
  const { name, exports } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  return Object.entries<{ types: string }>(exports).map(([subpath, { types }]) => ({
    name: `${name}${subpath.slice(1)}`,
    folder: path,
    types,
  }));
});

describe("the public interface", () => {
  it.each(entryPoints.map((entry) => [entry.name, entry] as const))(
    "of %s is the one reported in docs/api: npm run docs:api, if it was meant to change",
    async (_, entry) => {
      await expect(await apiReport(entry)).toMatchFileSnapshot(join(root, reportPath(entry)));
    },
  );

  it("has no report of what is gone", () => {
    const reports = readdirSync(join(root, "docs/api")).filter((name) => name.endsWith(".api.md"));
    expect(reports.map((name) => `docs/api/${name}`).toSorted()).toEqual(entryPoints.map(reportPath).toSorted());
  });

  it("of the engine has a name for everything it speaks of", () => {
    const text = entryPoints
      .filter(({ name }) => name.startsWith("@stopgap/core"))
      .map((entry) => join(root, reportPath(entry)))
      .map((path) => (existsSync(path) ? readFileSync(path, "utf8") : ""))
      .join("\n");
    const unnamed = [...text.matchAll(/ae-forgotten-export\) The symbol "(\w+?)(?:_\d+)?"/g)].map(([, name]) => name);
    const exported = new Set([...text.matchAll(/^export (?:[a-z]+ )*(\w+)/gm)].map(([, name]) => name));
    expect([...new Set(unnamed)].filter((name) => !exported.has(name))).toEqual([]);
  });
});
