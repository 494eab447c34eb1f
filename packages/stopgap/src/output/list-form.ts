import { oneLine } from "@stopgap/core";

/** Names with their values as the cmdlets' `Format-List` shows them; a list in braces, truth as `True` or `False`. */
export type ListItem = readonly [name: string, value: string | boolean | readonly string[]];

const nameColumn = 16;

/** `MitigationsApplied  :   {M01.1, M01.3}`, a line per item, an empty line between the groups. */
export function listForm(groups: readonly (readonly ListItem[])[]): string {
  return `${groups.map((items) => items.map(line).join("\n")).join("\n\n")}\n`;
}

function line([name, value]: ListItem): string {
  return `${`${name}  `.padEnd(nameColumn)}:   ${valueText(value)}`;
}

function valueText(value: ListItem[1]): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? oneLine(value) : `{${value.map(oneLine).join(", ")}}`;
}
