import vm from "node:vm";
import { PluginError } from "@stopgap/core/plugin";

export type PatternSyntax = "ECMAScript" | "Wildcard" | "ExactMatch";

/** What a pattern matched, the whole first, then its captures; empty where a capture took no part. Null: no match. */
export type Captures = readonly string[] | null;

const timeout = 2_000;
const maxShown = 200;
const context = vm.createContext(Object.create(null));
const script = new vm.Script("work()");

/** Matches the patterns of one request, which may take two seconds together. */
export class PatternMatcher {
  #current = "";

  /** Runs work that matches. Throws `PluginError("PATTERN_TOO_SLOW")` with the pattern that was at it when time was up. */
  within<T>(work: () => T): T {
    Object.assign(context, { work });
    try {
      return script.runInContext(context, { timeout }) as T;
    } catch (error) {
      if (!isTimeout(error) && !(error instanceof RangeError)) throw error;
      const pattern = JSON.stringify(this.#current).slice(0, maxShown);
      throw new PluginError(
        "PATTERN_TOO_SLOW",
        `the pattern ${pattern} and what it is held against take longer than ${timeout} ms or more room than there is; make it simpler`,
      );
    }
  }

  /** Matches as URL Rewrite does. Throws `PluginError("RULES_INVALID")` for a pattern that does not compile. */
  match(pattern: string, syntax: PatternSyntax, ignoreCase: boolean, input: string): Captures {
    if (syntax === "ExactMatch") {
      const same = ignoreCase ? pattern.toLowerCase() === input.toLowerCase() : pattern === input;
      return same ? [input] : null;
    }
    this.#current = pattern;
    const found = compiled(syntax === "Wildcard" ? wildcard(pattern) : pattern, ignoreCase).exec(input);
    return found === null ? null : Array.from<string | undefined, string>(found, (capture) => capture ?? "");
  }
}

function compiled(pattern: string, ignoreCase: boolean): RegExp {
  try {
    return new RegExp(pattern, ignoreCase ? "i" : "");
  } catch {
    throw new PluginError(
      "RULES_INVALID",
      `the pattern ${JSON.stringify(pattern).slice(0, maxShown)} does not compile; correct it`,
    );
  }
}

/** A wildcard pattern covers the whole input; each `*` is a capture, `?` is none. */
function wildcard(pattern: string): string {
  const escaped = pattern.replace(/[.+^${}()|[\]\\/]/g, "\\$&");
  return `^${escaped.replaceAll("*", "([\\s\\S]*)").replaceAll("?", "[\\s\\S]")}$`;
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
