import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** What a schema's issue means, to follow the key: `is missing`, `must be …`. */
export function issueText(issue: Issue): string {
  if (issue.code.startsWith("invalid_") && issue.input === undefined) return "is missing";
  switch (issue.code) {
    case "invalid_type":
      return typeText(issue.expected, issue.message);
    case "invalid_value":
      return `must be ${alternatives(issue.values.map(String))}`;
    case "invalid_union":
    case "custom":
    case "too_small":
    case "invalid_format":
      return issue.message;
    default:
      return `is not as expected: ${issue.message}`;
  }
}

const nouns: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "a group of keys",
  number: "a number",
};

function typeText(expected: string, message: string): string {
  if (message.startsWith("must ")) return message;
  return `must be ${nouns[expected] ?? expected}`;
}

function alternatives(values: readonly string[]): string {
  if (values.length < 2) return values.join("");
  return `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}
