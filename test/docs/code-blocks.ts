import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A fenced block of a document. */
export interface CodeBlock {
  /** From the root of the repository. */
  readonly document: string;
  readonly line: number;
  readonly language: string;
  /** What stands after the language: `run`, `fragment`, `file=src/index.ts`. */
  readonly words: readonly string[];
  readonly text: string;
}

const folders = ["docs", "packages", "examples"];

/** Every Markdown document of the repository, from its root. */
export const documents: readonly string[] = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  ),
].filter((path) => path.endsWith(".md") && !/node_modules|dist/.test(path));

/** Of what people wrote: a report of an interface is no program. */
export const codeBlocks: readonly CodeBlock[] = documents
  .filter((path) => !path.endsWith(".api.md"))
  .flatMap((document) => readBlocks(document, readFileSync(join(root, document), "utf8")));

export function readBlocks(document: string, text: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const fence = /^```(\w+)?([^\n]*)\n([\s\S]*?)^```$/gm;
  for (const { index, 1: language = "", 2: words = "", 3: body = "" } of text.matchAll(fence)) {
    const line = text.slice(0, index).split("\n").length;
    blocks.push({ document, line, language, words: words.split(/\s+/).filter(Boolean), text: body });
  }
  return blocks;
}

/** The value of `key=value` behind the language: `file`, where the block lies; `source`, the file it is a copy of. */
export function wordOf(block: CodeBlock, key: "file" | "source"): string | undefined {
  return block.words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
}

export function describeBlock({ document, line }: CodeBlock): string {
  return `${document}:${line}`;
}
