import vm from "node:vm";
import { PluginError } from "@stopgap/core/plugin";

export type PatternSyntax = "ECMAScript" | "Wildcard" | "ExactMatch";

/** What a pattern matched, the whole first, then its captures; empty where a capture took no part. Null: no match. */
export type Captures = readonly string[] | null;

/** Milliseconds that the patterns of one request have left. */
export interface PatternBudget {
  left: number;
}

const patternTimeout = 250;

/** What the patterns of one request may take together. */
export function patternBudget(): PatternBudget {
  return { left: 2_000 };
}

const context = vm.createContext(Object.create(null));
const script = new vm.Script("new RegExp(pattern, flags).exec(input)");

/** Matches as URL Rewrite does. Throws `PluginError("PATTERN_TOO_SLOW")` or `PluginError("RULES_INVALID")`. */
export function matchPattern(
  pattern: string,
  syntax: PatternSyntax,
  ignoreCase: boolean,
  input: string,
  budget: PatternBudget,
): Captures {
  if (syntax === "ExactMatch") {
    const same = ignoreCase ? pattern.toLowerCase() === input.toLowerCase() : pattern === input;
    return same ? [input] : null;
  }
  return execute(syntax === "Wildcard" ? wildcard(pattern) : pattern, ignoreCase ? "i" : "", input, budget);
}

/** A wildcard pattern covers the whole input; each `*` is a capture, `?` is none. */
function wildcard(pattern: string): string {
  const escaped = pattern.replace(/[.+^${}()|[\]\\/]/g, "\\$&");
  return `^${escaped.replaceAll("*", "([\\s\\S]*)").replaceAll("?", "[\\s\\S]")}$`;
}

function execute(pattern: string, flags: string, input: string, budget: PatternBudget): Captures {
  const timeout = Math.max(1, Math.min(patternTimeout, Math.floor(budget.left)));
  const start = performance.now();
  Object.assign(context, { pattern, flags, input });
  try {
    const found: unknown = script.runInContext(context, { timeout });
    return found === null ? null : Array.from(found as ArrayLike<string | undefined>, (capture) => capture ?? "");
  } catch (error) {
    if (isTimeout(error)) {
      throw new PluginError(
        "PATTERN_TOO_SLOW",
        `the pattern ${JSON.stringify(pattern)} takes longer than ${timeout} ms; make it simpler`,
      );
    }
    throw new PluginError("RULES_INVALID", `the pattern ${JSON.stringify(pattern)} does not compile; correct it`);
  } finally {
    budget.left -= performance.now() - start;
  }
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
