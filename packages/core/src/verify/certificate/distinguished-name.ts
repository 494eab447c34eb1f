import { Asn1Error } from "./asn1/asn1-error.js";
import { type DerElement, inside, TAG } from "./asn1/der-reader.js";
import { readOid, toHex } from "./asn1/der-values.js";

/** One attribute of a name. `text` is null where the value is not a string. */
export interface NameAttribute {
  readonly oid: string;
  readonly text: string | null;
  /** Type and value prepared for comparison (RFC 5280 7.1): equal exactly when the attributes match. */
  readonly comparable: string;
}

export interface DistinguishedName {
  /** As encoded: the most general first. */
  readonly rdns: readonly (readonly NameAttribute[])[];
  /** Per RDN, for comparison of whole names and of prefixes. */
  readonly comparable: readonly string[];
  /** RFC 4514: the most specific first, control characters escaped. */
  readonly text: string;
}

/** Short names of attribute types, as written in RFC 4514 and by common tools. */
export const attributeTypes: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.4": "SN",
  "2.5.4.5": "SERIALNUMBER",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "STREET",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "T",
  "2.5.4.42": "GN",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "E",
};

/** Reads a Name (RFC 5280 4.1.2.4). */
export function readName(element: DerElement): DistinguishedName {
  const rdns = inside(element)
    .rest()
    .map((rdn) => {
      if (element.tag !== TAG.sequence || rdn.tag !== TAG.set) throw new Asn1Error("not a distinguished name");
      const attributes = inside(rdn).rest().map(readAttribute);
      if (attributes.length === 0) throw new Asn1Error("an empty relative distinguished name");
      // X.501 9.3
      if (new Set(attributes.map(({ oid }) => oid)).size < attributes.length) {
        throw new Asn1Error("a relative distinguished name with an attribute twice");
      }
      return attributes;
    });
  if (rdns.length > 32) throw new Asn1Error("a name of too many parts");
  return {
    rdns,
    comparable: rdns.map((rdn) => JSON.stringify(rdn.map((attribute) => attribute.comparable).sort())),
    text: rdns
      .map((rdn) => rdn.map(formatAttribute).join("+"))
      .reverse()
      .join(","),
  };
}

export function sameName(left: DistinguishedName, right: DistinguishedName): boolean {
  return left.comparable.length === right.comparable.length && isWithin(left, right);
}

/** True where `subtree`'s RDNs are the first of `name`'s (RFC 5280 7.1). */
export function isWithin(name: DistinguishedName, subtree: DistinguishedName): boolean {
  return subtree.comparable.every((rdn, index) => rdn === name.comparable[index]);
}

function readAttribute(element: DerElement): NameAttribute {
  if (element.tag !== TAG.sequence) throw new Asn1Error("not an attribute of a name");
  const reader = inside(element);
  const oid = readOid(reader.read());
  const value = reader.read();
  reader.end();
  const text = readText(value);
  // Ignored by RFC 4518, the end of a name to others.
  if (text?.includes("\0") === true) throw new Asn1Error("a name with a NUL in it");
  const prepared = text === null ? `#${toHex(value.bytes)}` : prepare(text);
  return { oid, text, comparable: `${oid}=${prepared}` };
}

function readText(value: DerElement): string | null {
  const { content } = value;
  try {
    switch (value.tag) {
      case 0x1c: // UniversalString
        return readUniversalString(content);
      case 0x0c: // UTF8String
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
      case 0x12: // NumericString
      case 0x13: // PrintableString
      case 0x16: // IA5String
      case 0x1a: // VisibleString
        if (content.some((octet) => octet > 0x7f)) throw new Asn1Error("a string with octets above 0x7F");
        return Buffer.from(content).toString("latin1");
      case 0x14: // TeletexString, taken as Latin-1 as everybody does
        return Buffer.from(content).toString("latin1");
      case 0x1e: // BMPString
        return new TextDecoder("utf-16le", { fatal: true, ignoreBOM: true }).decode(Buffer.from(content).swap16());
      case 0x03: // BIT STRING, of x500UniqueIdentifier
      case 0x18: // GeneralizedTime, of dateOfBirth (RFC 3739 3.2.2)
        return null;
      default:
        throw new Asn1Error("a name whose value is no string");
    }
  } catch (cause) {
    if (cause instanceof Asn1Error) throw cause;
    throw new Asn1Error("a string that is not of its own encoding");
  }
}

function readUniversalString(content: Uint8Array): string {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (content.length % 4 !== 0) throw new Asn1Error("a string that is not of its own encoding");
  return String.fromCodePoint(...Array.from({ length: content.length / 4 }, (_, index) => view.getUint32(index * 4)));
}

// RFC 5280 7.1 and RFC 4518 2: what is not seen, compatibility form, case and runs of spaces do not tell names apart.
function prepare(text: string): string {
  return text
    .replace(/[\p{Default_Ignorable_Code_Point}\ufffc]|(?!\s)\p{Cc}/gu, "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/gu, " ")
    .trim();
}

function formatAttribute(attribute: NameAttribute): string {
  const type = attributeTypes[attribute.oid] ?? attribute.oid;
  return `${type}=${attribute.text === null ? attribute.comparable.slice(attribute.oid.length + 1) : escapeValue(attribute.text)}`;
}

function escapeValue(text: string): string {
  return text
    .replace(/[\\,+"<>;=]/gu, "\\$&")
    .replace(/^[ #]|(?<!^) $/gu, "\\$&")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      [...Buffer.from(character, "utf8")].map((octet) => `\\${octet.toString(16).padStart(2, "0")}`).join(""),
    );
}
