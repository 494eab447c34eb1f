import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CodeBlock, codeBlocks, root, wordOf } from "./code-blocks.js";

/** A folder in which the blocks of the documents lie as files, a folder for each document. */
export interface DocumentProjects {
  readonly directory: string;
  /** Where the blocks of that document lie. */
  folder(document: string): string;
  remove(): Promise<void>;
}

/** Blocks that say `file=` lie there; other TypeScript blocks get a name of their line. The packages are those of the workspace. */
export async function writeDocumentProjects(): Promise<DocumentProjects> {
  const directory = await mkdtemp(join(tmpdir(), "stopgap-docs-"));
  const folder = (document: string) => join(directory, document.replace(/\W/g, "-"));
  await symlink(join(root, "node_modules"), join(directory, "node_modules"), "dir");
  await writeFile(join(directory, "package.json"), JSON.stringify({ private: true, type: "module" }));
  for (const block of codeBlocks) {
    await mkdir(folder(block.document), { recursive: true });
    const name = placeOf(block);
    if (name === undefined) continue;
    const file = join(folder(block.document), name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, block.text);
  }
  return { directory, folder, remove: () => rm(directory, { recursive: true, force: true }) };
}

export const isCompiled = ({ language }: CodeBlock): boolean => language === "ts" || language === "js";

function placeOf(block: CodeBlock): string | undefined {
  return wordOf(block, "file") ?? (isCompiled(block) ? `block-at-line-${block.line}.${block.language}` : undefined);
}
