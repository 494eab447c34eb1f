import ts from "typescript";
import { expect, it } from "vitest";
import { type SourceFile, sourceFiles } from "./source-files.js";

const byPath = new Map(sourceFiles.map((file) => [file.path, file]));

/** What loads with a file at once, without what an `import()` brings later. */
function atOnce({ tree, imports }: SourceFile): SourceFile["imports"] {
  const declared = new Set(
    tree.statements.flatMap((node) => {
      const names = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined;
      return names !== undefined && ts.isStringLiteral(names) ? [names.text] : [];
    }),
  );
  return imports.filter(({ specifier, isType }) => !isType && declared.has(specifier));
}

it("the command line loads neither the engine nor the store before a command runs", () => {
  const start = byPath.get("packages/stopgap/src/main.ts");
  if (start === undefined) throw new Error("the program has no main.ts");
  const loaded = new Set([start]);
  const libraries = new Set<string>();
  for (const file of loaded) {
    for (const { to } of atOnce(file)) {
      const next = to.kind === "file" ? byPath.get(to.name) : undefined;
      if (next !== undefined) loaded.add(next);
      if (next !== undefined && !next.path.startsWith("packages/stopgap/")) libraries.add(next.workspace);
      if (to.kind === "library") libraries.add(to.name);
    }
  }
  expect([...libraries].sort()).toEqual(["commander", "picocolors"]);
});
