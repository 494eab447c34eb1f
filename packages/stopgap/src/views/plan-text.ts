import { type CyclePlan, oneLine } from "@stopgap/core";
import { structuredPatch } from "diff";
import type { Colours, Tone } from "../output/colours.js";

type FileChange = CyclePlan["changes"][string]["files"][number];

/** What a cycle would change: per action the plugin's words, then each file's diff; added lines begin with `+`, removed ones with `-`. */
export function planText({ changes }: Pick<CyclePlan, "changes">, colours: Colours): string {
  const changing = Object.entries(changes).filter(([, { lines, files }]) => lines.length + files.length > 0);
  const parts = changing.map(([appliedId, { lines, files }]) => {
    const words = lines.map((line) => `  ${oneLine(line)}\n`).join("");
    return `${colours(appliedId, "strong")}\n${words}${files.map((file) => fileDiff(file, colours)).join("")}`;
  });
  return parts.join("\n");
}

function fileDiff({ path, before, after }: FileChange, colours: Colours): string {
  const { hunks } = structuredPatch(path, path, decode(before), decode(after), "", "", {
    context: 2,
    stripTrailingCr: true,
  });
  const body = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines.filter((line) => !line.startsWith("\\")),
  ]);
  const from = `--- ${before === null ? "(no file)" : path}`;
  const to = `+++ ${after === null ? "(no file)" : path}`;
  return [from, to, ...body].map((line) => `${colours(printable(line), tone(line))}\n`).join("");
}

function decode(bytes: Uint8Array | null): string {
  if (bytes === null) return "";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  return new TextDecoder("utf-8").decode(bytes);
}

/** Indentation stays; anything a terminal would obey goes. */
function printable(line: string): string {
  const indent = /^[ +-]?[ \t]*/.exec(line)?.[0] ?? "";
  return indent.replaceAll("\t", "    ") + oneLine(line.slice(indent.length));
}

function tone(line: string): Tone {
  if (line.startsWith("+++") || line.startsWith("---") || line.startsWith("@@")) return "faint";
  if (line.startsWith("+")) return "added";
  return line.startsWith("-") ? "removed" : "plain";
}
