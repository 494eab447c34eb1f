import { createHash } from "node:crypto";
import { hashAlgorithm, readAlgorithmIdentifier } from "../certificate/algorithm-identifier.js";
import { Asn1Error } from "../certificate/asn1/asn1-error.js";
import { type DerElement, type DerReader, inside, TAG } from "../certificate/asn1/der-reader.js";
import { readIntegerBytes, sameBytes, toHex } from "../certificate/asn1/der-values.js";
import type { Certificate } from "../certificate/certificate.js";
import { sameName } from "../certificate/distinguished-name.js";
import { readGeneralNames } from "../certificate/general-name.js";
import type { SignerInfo } from "./signed-data.js";

const version1 = "1.2.840.113549.1.9.16.2.12";
const version2 = "1.2.840.113549.1.9.16.2.47";

/** True where no signed attribute binds the signature to another certificate than `signer` (RFC 5035 3 and 4). */
export function bindsTo(attributes: SignerInfo["signedAttributes"], signer: Certificate): boolean {
  const bindings = [
    { attribute: attributes.get(version1), read: readVersion1 },
    { attribute: attributes.get(version2), read: readVersion2 },
  ];
  return bindings.every(({ attribute, read }) => attribute === undefined || matches(firstId(attribute), signer, read));
}

/** The first ESSCertID is the signer's; the others are about its chain. */
function firstId(attribute: DerElement): DerReader {
  if (attribute.tag !== TAG.sequence) throw new Asn1Error("not a signing certificate attribute");
  const ids = inside(inside(attribute).read(TAG.sequence));
  return inside(ids.read(TAG.sequence));
}

function matches(id: DerReader, signer: Certificate, readHash: (id: DerReader) => string): boolean {
  const hash = readHash(id);
  const digest = id.read(TAG.octetString).content;
  const issuerSerial = id.optional(TAG.sequence);
  id.end();
  if (!sameBytes(createHash(hash).update(signer.der).digest(), digest)) return false;
  if (issuerSerial === null) return true;
  const reader = inside(issuerSerial);
  const names = readGeneralNames(reader.read(TAG.sequence));
  const serial = toHex(readIntegerBytes(reader.read(TAG.integer)));
  reader.end();
  return (
    serial === signer.serial && names.some((name) => name.form === "directory" && sameName(name.name, signer.issuer))
  );
}

/** SHA-1 here only tells certificates apart; the signature over the attribute is a SHA-2 one. */
function readVersion1(): string {
  return "sha1";
}

function readVersion2(id: DerReader): string {
  if (id.nextTag !== TAG.sequence) return "sha256"; // the DEFAULT
  const hash = hashAlgorithm(readAlgorithmIdentifier(id.read()));
  if (hash === null) throw new Asn1Error("a signing certificate attribute by a hash that is not accepted");
  return hash;
}
