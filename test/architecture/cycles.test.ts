import { describe, expect, it } from "vitest";
import { sourceFiles } from "./source-files.js";

/** Chains of files that lead back to where they began, each once, written as one line. */
function cycles(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (node: string, trail: readonly string[]): void => {
    const at = trail.indexOf(node);
    if (at >= 0) found.push([...trail.slice(at), node].join(" -> "));
    if (at >= 0 || done.has(node)) return;
    for (const next of edges.get(node) ?? []) visit(next, [...trail, node]);
    done.add(node);
  };
  for (const node of edges.keys()) visit(node, []);
  return found;
}

describe("imports", () => {
  it("never lead back to where they began", () => {
    const edges = sourceFiles.map(({ path, imports }): readonly [string, readonly string[]] => [
      path,
      imports.filter(({ to, isType }) => to.kind === "file" && !isType).map(({ to }) => to.name),
    ]);
    expect(cycles(new Map(edges))).toEqual([]);
  });

  it("that do are found", () => {
    const edges = new Map([
      ["a", ["b"]],
      ["b", ["c", "d"]],
      ["c", ["a"]],
      ["d", []],
    ]);
    expect(cycles(edges)).toEqual(["a -> b -> c -> a"]);
  });
});
