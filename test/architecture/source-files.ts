import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** One import, export-from, `import()` or `require()` of a literal. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Erased by the compiler: only types come over it. */
  readonly isType: boolean;
  /** Of a library or a built-in module: its name. Of a file of the repository: its path from the root. */
  readonly to: { readonly kind: "library" | "builtin" | "file"; readonly name: string };
}

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  /** The workspace's folder: `packages/core`. */
  readonly workspace: string;
  readonly isTest: boolean;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** The root of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The folder of each package, with its manifest. */
const workspaces = new Map(
  ["packages", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .map((name) => posix.join(folder, name))
      .filter((path) => existsSync(join(root, path, "package.json")))
      .map((path) => [path, JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"))] as const),
  ),
);

/** Every TypeScript file of every workspace, parsed, with its imports resolved. */
export const sourceFiles: readonly SourceFile[] = [...workspaces.keys()].flatMap((workspace) =>
  filesBelow(workspace).map((path) => readSourceFile(path, workspace)),
);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !/\/(?:node_modules|dist)\//.test(path))
    .sort();
}

function readSourceFile(path: string, workspace: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  return { path, workspace, isTest: isTestPath(path), text, ...parseSource(path, text) };
}

function isTestPath(path: string): boolean {
  return path.endsWith(".test.ts") || /\/(?:test|test-support|testing)\//.test(path.replace("core/src/testing/", ""));
}

/** What a text would import if it stood at that path. */
export function parseSource(path: string, text: string): Pick<SourceFile, "tree" | "imports"> {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const literal = importedBy(node);
    if (literal !== undefined) {
      const line = tree.getLineAndCharacterOfPosition(literal.pos).line + 1;
      imports.push({ specifier: literal.text, line, isType: isErased(node), to: resolve(literal.text, path) });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { tree, imports };
}

function importedBy(node: ts.Node): ts.StringLiteralLike | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literalOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literalOf(node.argument.literal);
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === "require";
  return isImport || isRequire ? literalOf(node.arguments[0]) : undefined;
}

function isErased(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly || isEachType(node.exportClause);
  if (!ts.isImportDeclaration(node) || node.importClause === undefined) return false;
  const { phaseModifier, name, namedBindings } = node.importClause;
  return phaseModifier === ts.SyntaxKind.TypeKeyword || (name === undefined && isEachType(namedBindings));
}

function isEachType(bindings: ts.NamedExportBindings | ts.NamedImportBindings | undefined): boolean {
  if (bindings === undefined || ts.isNamespaceImport(bindings) || ts.isNamespaceExport(bindings)) return false;
  return bindings.elements.length > 0 && [...bindings.elements].every((element) => element.isTypeOnly);
}

function literalOf(node: ts.Node | undefined): ts.StringLiteralLike | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node : undefined;
}

function resolve(specifier: string, from: string): Import["to"] {
  if (specifier.startsWith(".")) return { kind: "file", name: sourceOf(posix.join(dirname(from), specifier)) };
  if (isBuiltin(specifier)) return { kind: "builtin", name: specifier.replace(/^node:/, "") };
  const own = /^(@stopgap\/[^/]+|stopgap)(\/.*)?$/.exec(specifier);
  const entry = own?.[1] === undefined ? undefined : sourceEntry(own[1], own[2] ?? "");
  if (entry !== undefined) return { kind: "file", name: entry };
  const library = /^(?:@[^/]+\/)?[^/]+/.exec(specifier);
  return { kind: "library", name: library?.[0] ?? specifier };
}

function sourceEntry(name: string, subpath: string): string | undefined {
  for (const [workspace, manifest] of workspaces) {
    if (manifest.name !== name) continue;
    const entry: unknown = manifest.exports?.[`.${subpath}`]?.["@stopgap/source"];
    if (typeof entry === "string") return posix.join(workspace, entry);
    throw new Error(`${name} does not export .${subpath}`);
  }
  return undefined;
}

function sourceOf(path: string): string {
  return path.replace(/\.js$/, ".ts");
}
