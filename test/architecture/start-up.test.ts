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

/** Every file and library that loads with the file of that path, and what of other packages. */
function loadedWith(path: string, folder: string): readonly string[] {
  const start = byPath.get(path);
  if (start === undefined) throw new Error(`there is no ${path}`);
  const loaded = new Set([start]);
  const libraries = new Set<string>();
  for (const file of loaded) {
    for (const { to } of atOnce(file)) {
      const next = to.kind === "file" ? byPath.get(to.name) : undefined;
      if (next !== undefined) loaded.add(next);
      if (next !== undefined && !next.path.startsWith(folder)) libraries.add(next.workspace);
      if (to.kind === "library") libraries.add(to.name);
    }
  }
  return [...libraries].sort();
}

it("the command line loads neither the engine nor the store before a command runs", () => {
  expect(loadedWith("packages/stopgap/src/main.ts", "packages/stopgap/")).toEqual(["commander", "picocolors"]);
});

it("the engine loads no container, no HTTP and no XML signatures before they are used", () => {
  const libraries = loadedWith("packages/core/src/index.ts", "packages/core/");
  expect(libraries).toEqual(["fast-xml-parser", "node-cron", "rxjs"]);
});
