/** Why a name from a feed is refused, or null where it is plain: printable, without look-alikes, short. */
export function problemWithName(name: string, what: string): string | null {
  if (name.length === 0) return `${what} is empty`;
  if (name.length > 256) return `${what} is longer than 256 characters`;
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/u.test(name))
    return `${what} holds a control or invisible character`;
  if (/[^\S ]/u.test(name) || name !== name.trim())
    return `${what} holds white space that is not a plain space between words`;
  if (name.normalize("NFKC") !== name) return `${what} holds a look-alike of a plain character`;
  if (
    /\p{Script=Latin}/u.test(name) &&
    /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u.test(
      name,
    )
  ) {
    return `${what} mixes scripts whose letters look alike`;
  }
  return null;
}

/** Two names that IIS takes for one give the same key. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** A string from a feed as an error message may show it: one line, short, printable. */
export function shown(value: string): string {
  const plain = value.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return `"${plain.length > 80 ? `${plain.slice(0, 77)}...` : plain}"`;
}
