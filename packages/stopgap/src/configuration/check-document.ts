import type { z } from "zod";
import { issueText } from "./issue-text.js";
import { nearestKey } from "./nearest-key.js";
import type { ParsedDocument } from "./parse-document.js";
import type { Problem } from "./problem.js";
import { configurationSchema, type ParsedConfiguration } from "./schema.js";

export type CheckResult =
  | { readonly ok: true; readonly parsed: ParsedConfiguration }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Holds a document against the schema. Problems are unknown keys first, since they explain what seems to be missing. */
export function checkDocument(document: ParsedDocument, folder: string): CheckResult {
  const { value } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const message = value === null || value === undefined ? "the file is empty" : "the file is not a group of keys";
    return { ok: false, problems: [{ key: "", line: null, message, remedy: "see stopgap config init" }] };
  }
  const result = configurationSchema(folder).safeParse(value, { reportInput: true });
  if (result.success) return { ok: true, parsed: result.data };
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, document));
  return { ok: false, problems: problems.toSorted((a, b) => rank(a) - rank(b)) };
}

const unknownEnd = "is not a known key";

function rank(problem: Problem): number {
  return problem.message.endsWith(unknownEnd) ? 0 : 1;
}

function problemsOf(issue: z.core.$ZodIssue, document: ParsedDocument): readonly Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((name) => {
      const key = dotted([...issue.path, name]);
      const line = document.lineOf([...issue.path, name]);
      return { key, line, message: `${key} ${unknownEnd}`, remedy: `did you mean ${nearestKey(key)}?` };
    });
  }
  const key = dotted(issue.path);
  const what = issueText(issue);
  const remedy = what === "is missing" ? "add it" : "correct the named key";
  return [{ key, line: document.lineOf(issue.path), message: `${key} ${what}`, remedy }];
}

function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}
