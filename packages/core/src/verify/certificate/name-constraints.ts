import { Asn1Error } from "./asn1/asn1-error.js";
import { type DerElement, inside, readWhole, TAG } from "./asn1/der-reader.js";
import type { Certificate } from "./certificate.js";
import { type GeneralName, readGeneralName } from "./general-name.js";
import { matchesSubtree } from "./name-matching.js";

/** What one CA allows its descendants to be called (RFC 5280 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** Reads the extension; a form that nothing here can compare, a minimum or a maximum is an Asn1Error. */
export function readNameConstraints(value: Uint8Array): NameConstraints {
  const reader = inside(readWhole(value, TAG.sequence));
  const permitted = reader.optional(0xa0);
  const excluded = reader.optional(0xa1);
  reader.end();
  if (permitted === null && excluded === null) throw new Asn1Error("empty name constraints");
  return { permitted: readSubtrees(permitted), excluded: readSubtrees(excluded) };
}

function readSubtrees(element: DerElement | null): GeneralName[] {
  if (element === null) return [];
  const subtrees = inside(element).rest();
  if (subtrees.length === 0 || subtrees.length > 256) throw new Asn1Error("no subtree, or too many");
  return subtrees.map((subtree) => {
    if (subtree.tag !== TAG.sequence) throw new Asn1Error("not a subtree");
    const reader = inside(subtree);
    const base = readGeneralName(reader.read());
    reader.end(); // RFC 5280 4.2.1.10: minimum is 0, so left out in DER, and maximum is absent
    checkBase(base);
    return base;
  });
}

function checkBase(base: GeneralName): void {
  switch (base.form) {
    case "other":
      throw new Asn1Error("a name constraint of a form that is not processed");
    case "ip": {
      if (base.bytes.length !== 8 && base.bytes.length !== 32)
        throw new Asn1Error("an address constraint of a wrong length");
      const bits = [...base.bytes.subarray(base.bytes.length / 2)]
        .map((octet) => octet.toString(2).padStart(8, "0"))
        .join("");
      if (!/^1*0*$/.test(bits)) throw new Asn1Error("an address constraint with a mask that is not a prefix");
      return;
    }
    case "dns":
      if (!/^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)?$/i.test(base.text))
        throw new Asn1Error("a DNS constraint that is not a domain");
      return;
    case "email":
    case "uri":
      if (
        !/^(?:[^\s@]+@)?\.?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i.test(base.text) ||
        (base.form === "uri" && base.text.includes("@"))
      ) {
        throw new Asn1Error(`a constraint on ${base.form} that is not a mailbox, host or domain`);
      }
      return;
    case "directory":
      return;
  }
}

/** The name of `certificate` that some constraint does not allow, or null (RFC 5280 6.1.3 (b) and (c)). */
export function disallowedName(certificate: Certificate, constraints: readonly NameConstraints[]): GeneralName | null {
  if (constraints.length === 0) return null;
  for (const name of namesOf(certificate)) {
    for (const { permitted, excluded } of constraints) {
      const sameForm = permitted.filter((base) => base.form === name.form);
      if (sameForm.length > 0 && !sameForm.some((base) => matchesSubtree(name, base, "permitted"))) return name;
      if (excluded.some((base) => base.form === name.form && matchesSubtree(name, base, "excluded"))) return name;
    }
  }
  return null;
}

function namesOf(certificate: Certificate): GeneralName[] {
  const names: GeneralName[] = [...certificate.alternativeNames];
  if (certificate.subject.rdns.length > 0) names.push({ form: "directory", name: certificate.subject });
  // RFC 5280 4.2.1.10: mailboxes in the subject count as rfc822Name
  for (const attribute of certificate.subject.rdns.flat()) {
    if (attribute.oid === "1.2.840.113549.1.9.1") names.push({ form: "email", text: attribute.text ?? "" });
  }
  return names;
}
