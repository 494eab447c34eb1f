import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./code-blocks.js";

const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
const guards = [...text.matchAll(/^ +\[[^\]]+\]\(([^)]+\.test\.ts)\): "(.+)"$/gm)].map(([, file = "", title = ""]) => ({
  file,
  title,
}));
const invariants = [...text.matchAll(/^\d+\. [A-Z][^*]/gm)];

describe("the invariants of ARCHITECTURE.md", () => {
  it("each name a test", () => {
    expect(invariants.length).toBeGreaterThan(5);
    expect(guards).toHaveLength(invariants.length);
  });

  it.each(guards)("$file has: $title", ({ file, title }) => {
    expect(readFileSync(join(root, file), "utf8")).toContain(`it("${title}"`);
  });
});
