const longest = 200;

/** Text that came from the other side, as one short line: printable characters only, cut at 200. */
export function visibleText(text: string): string {
  const line = text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}
