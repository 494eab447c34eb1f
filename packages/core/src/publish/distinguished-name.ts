import { objectIdentifier, printableString, sequence, set, utf8String } from "./der.js";

const attributeTypes: Readonly<Record<string, string>> = {
  CN: "2.5.4.3",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  O: "2.5.4.10",
  OU: "2.5.4.11",
};

/**
 * A distinguished name in DER, from `CN=Name, O=Organization` (in that order, `\,` for a comma) or a bare common name.
 * Throws `RangeError` for an attribute it does not know.
 */
export function distinguishedName(text: string): Uint8Array {
  const parts = text.includes("=") ? text.split(/(?<!\\),\s*/) : [`CN=${text}`];
  return sequence(
    ...parts.map((part) => {
      const at = part.indexOf("=");
      const type = part.slice(0, at).trim().toUpperCase();
      const value = part.slice(at + 1).replace(/\\(.)/g, "$1");
      const oid = attributeTypes[type];
      if (oid === undefined) throw new RangeError(`"${part}" is not one of ${Object.keys(attributeTypes).join(", ")}`);
      return set(sequence(objectIdentifier(oid), type === "C" ? printableString(value) : utf8String(value)));
    }),
  );
}
