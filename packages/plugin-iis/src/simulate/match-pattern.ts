import vm from "node:vm";
import { PluginError } from "@stopgap/core/plugin";

export type PatternSyntax = "ECMAScript" | "Wildcard" | "ExactMatch";

/** What a pattern matched, the whole first, then its captures; empty where a capture took no part. Null: no match. */
export type Captures = readonly string[] | null;

const patternTimeout = 250;
const context = vm.createContext(Object.create(null));
const script = new vm.Script("new RegExp(pattern, flags).exec(input)");

/** Matches as URL Rewrite does. Throws `PluginError("PATTERN_TOO_SLOW")` or `PluginError("RULES_INVALID")`. */
export function matchPattern(pattern: string, syntax: PatternSyntax, ignoreCase: boolean, input: string): Captures {
  if (syntax === "ExactMatch") {
    const same = ignoreCase ? pattern.toLowerCase() === input.toLowerCase() : pattern === input;
    return same ? [input] : null;
  }
  return execute(syntax === "Wildcard" ? wildcard(pattern) : pattern, ignoreCase ? "i" : "", input);
}

/** A wildcard pattern covers the whole input; each `*` is a capture, `?` is none. */
function wildcard(pattern: string): string {
  const escaped = pattern.replace(/[.+^${}()|[\]\\/]/g, "\\$&");
  return `^${escaped.replaceAll("*", "([\\s\\S]*)").replaceAll("?", "[\\s\\S]")}$`;
}

function execute(pattern: string, flags: string, input: string): Captures {
  Object.assign(context, { pattern, flags, input });
  try {
    const found: unknown = script.runInContext(context, { timeout: patternTimeout });
    return found === null ? null : Array.from(found as ArrayLike<string | undefined>, (capture) => capture ?? "");
  } catch (error) {
    if (isTimeout(error)) {
      throw new PluginError(
        "PATTERN_TOO_SLOW",
        `the pattern ${JSON.stringify(pattern)} takes longer than ${patternTimeout} ms; make it simpler`,
      );
    }
    throw new PluginError("RULES_INVALID", `the pattern ${JSON.stringify(pattern)} does not compile; correct it`);
  }
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
