const idForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** True for ids that can be listed, blocked and typed: letters, digits, `.`, `_` and `-`, at most 100. */
export function isId(text: string): boolean {
  return idForm.test(text);
}

/** What is wrong with an id, without showing more of it than is safe. */
export function describeOddity(id: string): string {
  if (id === "") return "is empty";
  return id.length > 100 ? "is longer than 100 characters" : `is not plain: ${JSON.stringify(printable(id))}`;
}

/** The text on one line, without control or invisible formatting characters, cut to a length that fits a table. */
export function printable(text: string, longest = 200): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
