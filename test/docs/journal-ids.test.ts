import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { journalTable } from "../../packages/stopgap/src/journal/journal-table.js";
import { root } from "./code-blocks.js";

it("docs/events.md has the ids of the system's event log as the program writes them", () => {
  const text = readFileSync(join(root, "docs/events.md"), "utf8");
  const rows = [...text.matchAll(/^\| (\d{4}) \| (\w+) \| (.+?) \| ?(.*?) ?\|$/gm)].map(([, ...cells]) => cells);
  const wanted = journalTable.map(({ id, level, when, types }) => [
    String(id),
    level,
    when,
    types.map((type) => `\`${type}\``).join(", "),
  ]);
  expect(rows).toEqual(wanted);
});
