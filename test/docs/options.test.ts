import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { documents, root } from "./code-blocks.js";
import { everyCommand } from "./man-page.js";

const global = ["--config", "--json", "--verbose", "--version", "--help"];
const commands = new Map(
  everyCommand().map(([path, { options }]) => [path, [...options.flatMap(({ long }) => long ?? []), ...global]]),
);

/** What follows `stopgap` in a piece of text, up to where a shell would begin another command. */
function linesOf(text: string): readonly string[] {
  return [...text.matchAll(/\bstopgap ([a-z][^`\n|;&]*)/g)].map(([, line = ""]) => line);
}

/** Options in the line that its command does not have; none where it names no command. */
function unknownOptions(line: string): readonly string[] {
  const words = line.split(/\s+/);
  const path = [words.slice(0, 2).join(" "), words[0] ?? ""].find((one) => commands.has(one));
  const known = path === undefined ? undefined : commands.get(path);
  if (known === undefined) return [];
  return words
    .flatMap((word) => /^\[?(--[a-z][a-z-]+)/.exec(word)?.[1] ?? [])
    .filter((option) => !known.includes(option))
    .map((option) => `stopgap ${path} ${option}`);
}

it("knows an option that is none", () => {
  expect(unknownOptions("get --server A --sever B")).toEqual(["stopgap get --sever"]);
  expect(unknownOptions("audit verify [--checkpoint FILE] --json")).toEqual([]);
});

it.each(documents)("%s names options that its commands have", (document) => {
  const lines = linesOf(readFileSync(join(root, document), "utf8"));
  expect(lines.flatMap(unknownOptions)).toEqual([]);
});
