import { Asn1Error } from "./asn1/asn1-error.js";
import { type DerElement, inside, TAG } from "./asn1/der-reader.js";
import { type DistinguishedName, readName } from "./distinguished-name.js";

/** A GeneralName (RFC 5280 4.2.1.6). Forms that nothing here can compare are `other`. */
export type GeneralName =
  | { readonly form: "email" | "dns" | "uri"; readonly text: string }
  | { readonly form: "directory"; readonly name: DistinguishedName }
  | { readonly form: "ip"; readonly bytes: Uint8Array }
  | { readonly form: "other"; readonly tag: number };

export function readGeneralName(element: DerElement): GeneralName {
  switch (element.tag) {
    case 0x81:
      return { form: "email", text: ia5(element) };
    case 0x82:
      return { form: "dns", text: ia5(element) };
    case 0x86:
      return { form: "uri", text: ia5(element) };
    case 0x87:
      return { form: "ip", bytes: element.content };
    case 0xa4: {
      const reader = inside(element);
      const name = readName(reader.read(TAG.sequence));
      reader.end();
      return { form: "directory", name };
    }
    case 0xa0:
    case 0xa3:
    case 0xa5:
    case 0x88:
      return { form: "other", tag: element.tag };
    default:
      throw new Asn1Error("not a general name");
  }
}

/** The elements of a GeneralNames, at least one; `element` may carry any (implicit) tag. */
export function readGeneralNames(element: DerElement): GeneralName[] {
  const names = inside(element).rest().map(readGeneralName);
  if (names.length === 0 || names.length > 256) throw new Asn1Error("no general name, or too many");
  return names;
}

function ia5(element: DerElement): string {
  if (element.content.some((octet) => octet > 0x7f)) throw new Asn1Error("an IA5String with octets above 0x7F");
  return Buffer.from(element.content).toString("latin1");
}
