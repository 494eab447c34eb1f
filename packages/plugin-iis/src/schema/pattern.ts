const newer: readonly (readonly [RegExp, string])[] = [
  [/\(\?<[=!]/, "look-behind"],
  [/\(\?<[^=!]/, "a named group"],
  [/\\[pP]\{/, "a Unicode property"],
  [/\\k</, "a named back-reference"],
  [/\(\?[a-zA-Z-]+[:)]/, "inline flags"],
];

/** Why IIS would not compile an ECMAScript pattern (its engine predates ES2018), or null. */
export function problemWithPattern(pattern: string): string | null {
  const outside = pattern.replace(/\\\\/g, "").replace(/\[(?:\\.|[^\]\\])*\]/g, "[]");
  const found = newer.find(([syntax]) => syntax.test(outside));
  if (found !== undefined) return `uses ${found[1]}, which the engine of IIS does not know`;
  try {
    new RegExp(pattern, "i");
    return null;
  } catch {
    return "does not compile";
  }
}
