import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventVersions } from "@stopgap/core";
import { describe, expect, it } from "vitest";
import { root } from "./code-blocks.js";

describe("docs/events.md", () => {
  it("has a row for each event type, and for no other", () => {
    const [, table = ""] = readFileSync(join(root, "docs/events.md"), "utf8").split("## Types");
    const rows = [...table.matchAll(/^\| `([A-Z]\w+)` \|/gm)].map(([, type]) => type);
    expect(rows.toSorted()).toEqual(Object.keys(eventVersions).toSorted());
  });
});
