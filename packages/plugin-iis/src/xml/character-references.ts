const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Text with its references resolved, or null where one is unknown or names a character XML does not allow. */
export function decodeReferences(raw: string): string | null {
  if (!raw.includes("&")) return raw;
  let known = true;
  const text = raw.replace(/&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([A-Za-z]+));|&/g, (_all, hex, decimal, name) => {
    const character =
      typeof name === "string"
        ? named[name]
        : characterOf(Number.parseInt(hex ?? decimal ?? "", hex === undefined ? 10 : 16));
    if (character === undefined) known = false;
    return character ?? "";
  });
  return known ? text : null;
}

function characterOf(code: number): string | undefined {
  const allowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return allowed ? String.fromCodePoint(code) : undefined;
}

/** An attribute's value as it stands between double quotes; everything outside ASCII as a reference where `ascii` says so. */
export function escapeAttribute(value: string, ascii: boolean): string {
  const escaped = value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[\t\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);
  if (!ascii) return escaped;
  return escaped.replace(/\P{ASCII}/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
}
