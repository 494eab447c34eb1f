import { Asn1Error } from "./asn1/asn1-error.js";
import { type DerElement, DerReader, inside, readWhole, TAG } from "./asn1/der-reader.js";
import {
  readDefaultFalse,
  readIntegerBytes,
  readNamedBits,
  readOid,
  readSmallInteger,
  toHex,
} from "./asn1/der-values.js";
import { type GeneralName, readGeneralName, readGeneralNames } from "./general-name.js";

/** One extension as encoded: `value` is the DER inside its OCTET STRING. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export type Extensions = ReadonlyMap<string, Extension>;

/** The same extension twice, which RFC 5280 4.2 forbids. */
export class DuplicateExtension extends Asn1Error {}

/** Reads an Extensions sequence of at least one (RFC 5280 4.1.2.9). */
export function readExtensions(element: DerElement): Extensions {
  const extensions = new Map<string, Extension>();
  const reader = inside(element);
  while (!reader.done) {
    const fields = inside(reader.read(TAG.sequence));
    const oid = readOid(fields.read());
    const critical = readDefaultFalse(fields.optional(TAG.boolean));
    const value = fields.read(TAG.octetString).content;
    fields.end();
    if (extensions.has(oid)) throw new DuplicateExtension(`extension ${oid} twice`);
    extensions.set(oid, { oid, critical, value });
  }
  if (extensions.size === 0 || extensions.size > 64) throw new Asn1Error("no extension, or too many");
  return extensions;
}

/** RFC 5280 4.2.1.9. `pathLength` is null where none is set. */
export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength: number | null;
}

export function readBasicConstraints(value: Uint8Array): BasicConstraints {
  const reader = inside(readWhole(value, TAG.sequence));
  const ca = readDefaultFalse(reader.optional(TAG.boolean));
  const pathLength = reader.optional(TAG.integer);
  reader.end();
  if (pathLength !== null && !ca) throw new Asn1Error("a path length without being a CA");
  return { ca, pathLength: pathLength === null ? null : readSmallInteger(pathLength) };
}

export const KEY_USAGE = { digitalSignature: 0, contentCommitment: 1, keyCertSign: 5, crlSign: 6 } as const;

/** RFC 5280 4.2.1.3: the numbers of the bits set, at least one. */
export function readKeyUsage(value: Uint8Array): ReadonlySet<number> {
  const bits = readNamedBits(readWhole(value, TAG.bitString));
  if (bits.size === 0) throw new Asn1Error("a key usage without a bit");
  return bits;
}

/** The purpose of a certificate that signs timestamps. */
export const timeStamping = "1.3.6.1.5.5.7.3.8";

/** RFC 5280 4.2.1.12: dotted OIDs, at least one. */
export function readExtendedKeyUsage(value: Uint8Array): readonly string[] {
  const purposes = inside(readWhole(value, TAG.sequence)).rest().map(readOid);
  if (purposes.length === 0) throw new Asn1Error("an extended key usage without a purpose");
  return purposes;
}

/** RFC 5280 4.2.1.1. `keyId` and `serial` in hex. */
export interface AuthorityKeyId {
  readonly keyId: string | null;
  readonly issuer: readonly GeneralName[] | null;
  readonly serial: string | null;
}

export function readAuthorityKeyId(value: Uint8Array): AuthorityKeyId {
  const reader = inside(readWhole(value, TAG.sequence));
  const keyId = reader.optional(0x80);
  const issuer = reader.optional(0xa1);
  const serial = reader.optional(0x82);
  reader.end();
  if ((issuer === null) !== (serial === null))
    throw new Asn1Error("an authority key id with half of issuer and serial");
  return {
    keyId: keyId === null ? null : toHex(keyId.content),
    issuer: issuer === null ? null : readGeneralNames(issuer),
    serial: serial === null ? null : toHex(readIntegerBytes(serial)),
  };
}

/** RFC 5280 4.2.1.2, in hex. */
export function readSubjectKeyId(value: Uint8Array): string {
  return toHex(readWhole(value, TAG.octetString).content);
}

const knownQualifiers = new Set(["1.3.6.1.5.5.7.2.1", "1.3.6.1.5.5.7.2.2"]);

/** RFC 5280 4.2.1.4: well-formed, no policy twice; false where a qualifier is of an unknown kind. */
export function readCertificatePolicies(value: Uint8Array): { readonly qualifiersKnown: boolean } {
  const policies = inside(readWhole(value, TAG.sequence)).rest();
  const seen = new Set<string>();
  let qualifiersKnown = true;
  for (const policy of policies) {
    if (policy.tag !== TAG.sequence) throw new Asn1Error("not a policy");
    const reader = inside(policy);
    const oid = readOid(reader.read());
    if (seen.has(oid)) throw new Asn1Error(`policy ${oid} twice`);
    seen.add(oid);
    const qualifiers = reader.optional(TAG.sequence);
    reader.end();
    if (qualifiers === null) continue;
    for (const qualifier of inside(qualifiers).rest()) {
      const fields = inside(qualifier);
      if (!knownQualifiers.has(readOid(fields.read()))) qualifiersKnown = false;
      fields.read();
      fields.end();
    }
  }
  if (seen.size === 0) throw new Asn1Error("certificate policies without a policy");
  return { qualifiersKnown };
}

/** RFC 5280 4.2.2.1: well-formed, at least one description. */
export function checkAccessDescriptions(value: Uint8Array): void {
  const descriptions = inside(readWhole(value, TAG.sequence)).rest();
  if (descriptions.length === 0) throw new Asn1Error("information access without a description");
  for (const description of descriptions) {
    const fields = inside(description);
    readOid(fields.read());
    readGeneralName(fields.read());
    fields.end();
  }
}

/** RFC 5280 4.2.1.11. True where an explicit policy is required at some depth. */
export function readPolicyConstraints(value: Uint8Array): { readonly requireExplicitPolicy: boolean } {
  const reader = inside(readWhole(value, TAG.sequence));
  const explicit = reader.optional(0x80);
  const mapping = reader.optional(0x81);
  reader.end();
  if (explicit === null && mapping === null) throw new Asn1Error("empty policy constraints");
  for (const skip of [explicit, mapping]) if (skip !== null) readSmallInteger(skip);
  return { requireExplicitPolicy: explicit !== null };
}

const anyPolicy = "2.5.29.32.0";

/** RFC 5280 4.2.1.5 and 6.1.4 (a): pairs of policies, none of them anyPolicy. */
export function checkPolicyMappings(value: Uint8Array): void {
  const pairs = inside(readWhole(value, TAG.sequence)).rest();
  if (pairs.length === 0) throw new Asn1Error("policy mappings without a pair");
  for (const pair of pairs) {
    const reader = new DerReader(pair.content);
    const policies = [readOid(reader.read()), readOid(reader.read())];
    reader.end();
    if (policies.includes(anyPolicy)) throw new Asn1Error("a mapping from or to anyPolicy");
  }
}
