import { isNode, LineCounter, parseDocument as parseYaml } from "yaml";
import type { Problem } from "./problem.js";

export interface ParsedDocument {
  readonly value: unknown;
  /** Line of a key, from 1, or null. */
  lineOf(path: readonly PropertyKey[]): number | null;
}

export type ParseResult =
  | { readonly ok: true; readonly document: ParsedDocument }
  | { readonly ok: false; readonly problem: Problem };

/** Reads YAML, or JSON by its content. */
export function parseDocument(text: string): ParseResult {
  const source = text.replace(/^\uFEFF/, "");
  const lines = new LineCounter();
  const document = parseYaml(source, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const json = error.code === "DUPLICATE_KEY" ? null : asJson(source);
    if (json !== null) return { ok: true, document: { value: json, lineOf: () => null } };
    const { line, col } = lines.linePos(error.pos[0]);
    const what = error.message.split("\n")[0] ?? error.message;
    const message = `line ${line}, column ${col} is not YAML: ${lowerFirst(what)}`;
    return { ok: false, problem: { key: "", line, message, remedy: "correct that line" } };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    const what = cause instanceof Error ? lowerFirst(cause.message) : String(cause);
    return { ok: false, problem: { key: "", line: null, message: `not YAML: ${what}`, remedy: "write it out" } };
  }
  const lineOf = (path: readonly PropertyKey[]): number | null => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return null;
  };
  return { ok: true, document: { value, lineOf } };
}

function asJson(source: string): unknown {
  if (!source.trimStart().startsWith("{")) return null;
  try {
    return JSON.parse(source);
  } catch {
    return null;
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
