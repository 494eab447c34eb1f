import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../certificate/algorithm-identifier.js";
import { Asn1Error } from "../certificate/asn1/asn1-error.js";
import { type DerElement, type DerReader, inside, readWhole, TAG } from "../certificate/asn1/der-reader.js";
import { readIntegerBytes, readOid, readSmallInteger, toHex } from "../certificate/asn1/der-values.js";
import { type DistinguishedName, readName } from "../certificate/distinguished-name.js";

/** A CMS SignedData (RFC 5652 5.1) with one signer and its content inside. Nothing about it is checked yet. */
export interface SignedData {
  readonly contentType: string;
  readonly content: Uint8Array;
  /** DER, X.509 only. */
  readonly certificates: readonly Uint8Array[];
  readonly signer: SignerInfo;
}

export interface SignerInfo {
  readonly id: { readonly issuer: DistinguishedName; readonly serial: string } | { readonly subjectKeyId: string };
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** The one value of each signed attribute, by OID. */
  readonly signedAttributes: ReadonlyMap<string, DerElement>;
  /** What the signature is over: the attributes as a DER SET (RFC 5652 5.4). */
  readonly signedBytes: Uint8Array;
}

const signedDataType = "1.2.840.113549.1.7.2";

/** Reads a ContentInfo in DER; Asn1Error where it is anything else. */
export function readSignedData(der: Uint8Array): SignedData {
  const info = inside(readWhole(der, TAG.sequence));
  if (readOid(info.read()) !== signedDataType) throw new Asn1Error("a content that is not signed data");
  const fields = inside(readWhole(info.read(0xa0).content, TAG.sequence));
  info.end();
  const version = readSmallInteger(fields.read(TAG.integer));
  if (version < 1 || version > 5) throw new Asn1Error("an unknown version of signed data");
  for (const algorithm of inside(fields.read(TAG.set)).rest()) readAlgorithmIdentifier(algorithm);
  const encapsulated = inside(fields.read(TAG.sequence));
  const contentType = readOid(encapsulated.read());
  const content = readWhole(encapsulated.read(0xa0).content, TAG.octetString).content;
  encapsulated.end();
  const certificates = fields.optional(0xa0);
  fields.optional(0xa1); // revocation information, which is not used
  const signers = inside(fields.read(TAG.set));
  fields.end();
  const signer = readSignerInfo(inside(signers.read(TAG.sequence)));
  signers.end(); // RFC 3161 2.4.2: no other signature than the authority's
  return {
    contentType,
    content,
    certificates:
      certificates === null
        ? []
        : inside(certificates)
            .rest()
            .filter(isCertificate)
            .map((choice) => choice.bytes),
    signer,
  };
}

/** The other choices are attribute certificates and the like. */
function isCertificate(choice: DerElement): boolean {
  return choice.tag === TAG.sequence;
}

function readSignerInfo(fields: DerReader): SignerInfo {
  readSmallInteger(fields.read(TAG.integer));
  const id = readSignerId(fields.read());
  const digestAlgorithm = readAlgorithmIdentifier(fields.read());
  const attributes = fields.optional(0xa0);
  const signatureAlgorithm = readAlgorithmIdentifier(fields.read());
  const signature = fields.read(TAG.octetString).content;
  fields.optional(0xa1); // unsigned attributes
  fields.end();
  if (attributes === null) throw new Asn1Error("no signed attributes"); // RFC 5652 5.3
  return {
    id,
    digestAlgorithm,
    signatureAlgorithm,
    signature,
    signedAttributes: readAttributes(attributes),
    signedBytes: toSet(attributes),
  };
}

function readSignerId(element: DerElement): SignerInfo["id"] {
  if (element.tag === 0x80) return { subjectKeyId: toHex(element.content) };
  if (element.tag !== TAG.sequence) throw new Asn1Error("not a signer identifier");
  const reader = inside(element);
  const issuer = readName(reader.read(TAG.sequence));
  const serial = toHex(readIntegerBytes(reader.read(TAG.integer)));
  reader.end();
  return { issuer, serial };
}

function readAttributes(element: DerElement): ReadonlyMap<string, DerElement> {
  const attributes = new Map<string, DerElement>();
  for (const attribute of inside(element).rest()) {
    if (attribute.tag !== TAG.sequence) throw new Asn1Error("not an attribute");
    const reader = inside(attribute);
    const oid = readOid(reader.read());
    const values = inside(reader.read(TAG.set));
    reader.end();
    if (attributes.has(oid)) throw new Asn1Error(`the signed attribute ${oid} twice`);
    attributes.set(oid, values.read());
    values.end();
  }
  return attributes;
}

/** X.690 11.6: the elements of a DER SET OF stand in order of their encodings. */
function toSet(attributes: DerElement): Uint8Array {
  const sorted = inside(attributes)
    .rest()
    .map((attribute) => attribute.bytes)
    .sort(Buffer.compare);
  const header = attributes.bytes.subarray(1, attributes.bytes.length - attributes.content.length);
  return Uint8Array.from(Buffer.concat([Buffer.from([TAG.set]), header, ...sorted]));
}
