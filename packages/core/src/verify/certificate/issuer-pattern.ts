import { attributeTypes, type DistinguishedName } from "./distinguished-name.js";

export interface NamedAttribute {
  readonly oid: string;
  readonly value: string;
}

const oids = new Map<string, string>([
  ...Object.entries(attributeTypes).map(([oid, name]): [string, string] => [name, oid]),
  ["S", "2.5.4.8"],
  ["EMAILADDRESS", "1.2.840.113549.1.9.1"],
  ["EMAIL", "1.2.840.113549.1.9.1"],
]);

/**
 * Whether `issuer` is what `pattern` names: a bare text is its common name; `CN=..,O=..` (RFC 4514, spaces after commas allowed)
 * names attributes that all have to be there. Values compare exactly. A pattern that cannot be read matches nothing.
 */
export function matchesIssuer(issuer: DistinguishedName, pattern: string): boolean {
  const wanted = remembered(pattern);
  if (wanted === null) return false;
  const present = issuer.rdns.flat();
  return wanted.every(({ oid, value }) =>
    present.some((attribute) => attribute.oid === oid && attribute.text === value),
  );
}

const patterns = new Map<string, ReturnType<typeof readIssuerPattern>>();

function remembered(pattern: string): ReturnType<typeof readIssuerPattern> {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const wanted = readIssuerPattern(pattern);
  if (patterns.size < 32) patterns.set(pattern, wanted);
  return wanted;
}

/** The attributes that a configured issuer names, at least one; null where the text is not of that form. */
export function readIssuerPattern(pattern: string): readonly NamedAttribute[] | null {
  const parts = split(pattern);
  const [first] = parts ?? [];
  if (parts === null || first === undefined) return null;
  if (parts.length === 1 && first.key === null)
    return first.value === "" ? null : [{ oid: "2.5.4.3", value: first.value }];
  const wanted: NamedAttribute[] = [];
  for (const { key, value } of parts) {
    if (key === null || value === "") return null;
    const oid = /^\d+(\.\d+)+$/.test(key) ? key : oids.get(key.toUpperCase());
    if (oid === undefined) return null;
    wanted.push({ oid, value });
  }
  return wanted;
}

interface Part {
  key: string | null;
  value: string;
}

/** Splits at unescaped `,` and `+`; a bare name has no `=`, and its commas are its own. */
function split(pattern: string): Part[] | null {
  const bare = !/(?<!\\)(?:\\\\)*=/.test(pattern);
  const parts: Part[] = [];
  let key: string | null = null;
  let octets: number[] = [];
  /** Octets up to here were escaped, so trimming stops there. */
  let kept = 0;
  const finish = (): void => {
    while (octets.length > kept && octets.at(-1) === 0x20) octets.pop();
    parts.push({ key, value: Buffer.from(octets).toString("utf8") });
    key = null;
    octets = [];
    kept = 0;
  };
  for (let index = 0; index < pattern.length; ) {
    const character = String.fromCodePoint(pattern.codePointAt(index) ?? 0);
    index += character.length;
    if (character === "\\") {
      const hex = /^[0-9a-fA-F]{2}/.exec(pattern.slice(index, index + 2))?.[0];
      const next = hex ?? characterAt(pattern, index);
      if (next === "") return null;
      index += next.length;
      if (hex === undefined) octets.push(...Buffer.from(next, "utf8"));
      else octets.push(Number.parseInt(hex, 16));
      kept = octets.length;
    } else if (!bare && key === null && character === "=") {
      key = Buffer.from(octets).toString("utf8").trim();
      octets = [];
      kept = 0;
    } else if (!bare && key !== null && (character === "," || character === "+")) {
      finish();
    } else if (character !== " " || octets.length > 0) {
      octets.push(...Buffer.from(character, "utf8"));
    }
  }
  finish();
  return parts;
}

/** The whole character at that index, or nothing at the end. */
function characterAt(text: string, index: number): string {
  const point = text.codePointAt(index);
  return point === undefined ? "" : String.fromCodePoint(point);
}
