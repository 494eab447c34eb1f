import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { documents, root } from "./code-blocks.js";

/** The name GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

function anchors(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading.trim())));
}

const linkForm = /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g;

describe("links", () => {
  it.each(documents)("of %s lead somewhere", (document) => {
    const text = readFileSync(join(root, document), "utf8").replace(/^```[\s\S]*?^```$/gm, "");
    const broken = [...text.matchAll(linkForm)].filter(([, path = "", anchor]) => {
      const target = path === "" ? join(root, document) : join(root, dirname(document), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && target.endsWith(".md") && !anchors(readFileSync(target, "utf8")).has(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});
