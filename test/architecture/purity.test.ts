import ts from "typescript";
import { describe, expect, it } from "vitest";
import { pureFolders } from "./layer-rules.js";
import { reachedFrom } from "./reached-from.js";
import { parseSource, sourceFiles } from "./source-files.js";

const globals = new Set([
  "process",
  "performance",
  "fetch",
  "globalThis",
  "crypto",
  "console",
  "setTimeout",
  "setInterval",
]);

/** Clocks, chance and the outside world, where a text uses them. */
function impurities(tree: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = impurity(node, tree);
    if (text !== undefined) {
      found.push(`${tree.fileName}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1} ${text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function impurity(node: ts.Node, tree: ts.SourceFile): string | undefined {
  if (ts.isPropertyAccessExpression(node) && /^(Date\.now|Math\.random)$/.test(node.getText(tree)))
    return "clock or chance";
  if (ts.isNewExpression(node) && isDate(node.expression) && !node.arguments?.length) return "new Date()";
  if (ts.isCallExpression(node) && isDate(node.expression)) return "Date()";
  if (!ts.isIdentifier(node) || !globals.has(node.text)) return undefined;
  const { parent } = node;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
  const isName = (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node;
  return isMember || isName ? undefined : node.text;
}

function isDate(node: ts.Node): boolean {
  return ts.isIdentifier(node) && node.text === "Date";
}

describe("deciding and projecting", () => {
  it("use no clock, no chance and nothing of the process", () => {
    const files = sourceFiles.filter(({ isTest }) => !isTest);
    const starts = files.filter(({ path }) => pureFolders.some((folder) => path.startsWith(folder)));
    const pure = reachedFrom(starts, new Map(files.map((file) => [file.path, file])));
    expect(pure.flatMap(({ tree }) => impurities(tree))).toEqual([]);
  });

  it.each(["Date.now()", "new Date()", "Date()", "Math.random()", "process.env.X", "fetch(url)", "setTimeout(f, 1)"])(
    "%s would be found",
    (text) => {
      expect(impurities(parseSource("packages/core/src/decide/x.ts", `const x = ${text};`).tree)).toHaveLength(1);
    },
  );

  it.each(["new Date(time)", "event.process", "({ process: 1 })"])("%s is fine", (text) => {
    expect(impurities(parseSource("packages/core/src/decide/x.ts", `const x = ${text};`).tree)).toEqual([]);
  });
});
