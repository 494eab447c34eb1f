import { type LeftOnHost, oneLine } from "@stopgap/core";

/** What stands on the host of an action that is not applied, and how it goes: one line. */
export function leftText({ appliedId, why, detail }: Pick<LeftOnHost, "appliedId" | "why" | "detail">): string {
  const what = why === "retired" ? "retired, and left on the host" : "begun and not ended, and on the host";
  return oneLine(`${appliedId} is ${what}: ${detail}. To take it off: stopgap revert ${appliedId}`);
}

/** The same of all, as a paragraph under a table; empty where nothing is left. */
export function leftParagraph(left: readonly LeftOnHost[]): string {
  return left.length === 0
    ? ""
    : `\nNot applied, and on the host:\n${left.map((each) => `  ${leftText(each)}\n`).join("")}`;
}
