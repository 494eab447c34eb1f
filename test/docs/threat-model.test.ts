import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./code-blocks.js";

const text = readFileSync(join(root, "docs/threat-model.md"), "utf8");
const rows = [...text.matchAll(/^\| .+ \| `([^`]+)` \| `([^`]+)` \|$/gm)].map(([, check = "", test = ""]) => ({
  check,
  test,
}));

describe("docs/threat-model.md", () => {
  it("has a check and a test in every row of its tables of attacks", () => {
    const attacks = text.split("\n| attack |").slice(1);
    const lines = attacks.flatMap((table) => table.split("\n\n", 1).join("").split("\n").slice(2));
    expect(rows.length).toBeGreaterThan(30);
    expect(lines.filter((line) => line.startsWith("| "))).toHaveLength(rows.length);
  });

  it("names checks and tests that exist", () => {
    const missing = rows.flatMap(({ check, test }) => [check, test]).filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
    expect(rows.filter(({ test }) => !test.startsWith("test/") && !test.endsWith(".test.ts"))).toEqual([]);
  });

  it("names every attack there is a test of", () => {
    const folders = readdirSync(join(root, "test/attacks"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "kit")
      .map(({ name }) => `test/attacks/${name}`);
    expect(folders.filter((folder) => !rows.some(({ test }) => test === folder))).toEqual([]);
  });
});
