import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import typescript from "typescript";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const sources = [
  ["packages/core/src/errors", "core/errors"],
  ["packages/core/src/log", "core/log"],
  ["packages/store/src", "store"],
] as const;

/** The store as JavaScript in a folder of its own, for processes that a test starts and kills. Resolves to the folder. */
export function buildForChildren(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  for (const [from, to] of sources) {
    mkdirSync(join(folder, to), { recursive: true });
    for (const name of readdirSync(join(root, from))) {
      if (!name.endsWith(".ts") || name.endsWith(".test.ts")) continue;
      const text = readFileSync(join(root, from, name), "utf8").replaceAll("@stopgap/core/log", "../core/log/index.js");
      const { outputText } = typescript.transpileModule(text, {
        compilerOptions: {
          module: typescript.ModuleKind.ESNext,
          target: typescript.ScriptTarget.ES2022,
          verbatimModuleSyntax: true,
        },
      });
      writeFileSync(join(folder, to, name.replace(/\.ts$/, ".js")), outputText);
    }
  }
  return folder;
}
