import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MitigationPlugin } from "@stopgap/core/plugin";
import { pluginLaws } from "@stopgap/core/testing";
import { expect, it } from "vitest";
import { root } from "./code-blocks.js";

it("docs/writing-a-plugin.md names every law, in order", () => {
  const [, section = ""] = readFileSync(join(root, "docs/writing-a-plugin.md"), "utf8").split("## 3. The laws");
  const rows = [...section.matchAll(/^\| ([a-z][^|]+) \|/gm)].map(([, name]) => name).filter((name) => name !== "law");
  const laws = pluginLaws({} as MitigationPlugin, { accepts: [], refuses: [] });
  expect(rows.slice(0, laws.length)).toEqual(laws.map(({ name }) => name));
});
