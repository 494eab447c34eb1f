import type { StandardSchemaV1 } from "@standard-schema/spec";
import { oneLine } from "../decide/one-line.js";
import type { Validate } from "./hook-results.js";
import type { ParsedParameters } from "./mitigation-type.js";

/** What a refusal says whose schema gives no issue, or issues without text. */
export const withoutWords = "the Value is not what the type accepts";

/** Of a Standard Schema's `validate`: the parameters, or the refusal as one line. */
export const asParsed: Validate<ParsedParameters> = (result) => {
  if (typeof result !== "object" || result === null) throw new Error("a schema gives a value, or issues");
  const { issues, value } = result as { readonly issues?: unknown; readonly value?: unknown };
  if (issues === undefined) return { ok: true, parameters: value };
  if (!Array.isArray(issues)) throw new Error("the issues of a schema are a list");
  const message = oneLine(issues.map(issueText).join("; ")) || withoutWords;
  return { ok: false, refusal: { code: "PARAMETERS_REFUSED", message } };
};

function issueText(issue: StandardSchemaV1.Issue): string {
  const path = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
