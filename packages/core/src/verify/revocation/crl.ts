import { StopgapError } from "../../errors/stopgap-error.js";
import { readAlgorithmIdentifier } from "../certificate/algorithm-identifier.js";
import { Asn1Error } from "../certificate/asn1/asn1-error.js";
import { contextTag, type DerElement, DerReader, inside, readWhole, TAG } from "../certificate/asn1/der-reader.js";
import { readTime } from "../certificate/asn1/der-time.js";
import {
  readDefaultFalse,
  readIntegerBytes,
  readOctetAligned,
  readSmallInteger,
  sameBytes,
  toHex,
} from "../certificate/asn1/der-values.js";
import { type DistinguishedName, readName } from "../certificate/distinguished-name.js";
import { type AuthorityKeyId, type Extensions, readAuthorityKeyId, readExtensions } from "../certificate/extensions.js";
import { type GeneralName, readGeneralNames } from "../certificate/general-name.js";
import type { Signed } from "../certificate/verify-signature.js";

/** A complete CRL as read: strict DER of RFC 5280 5.1's shape and within what is processed; its signature is not yet checked. */
export interface Crl {
  readonly issuer: DistinguishedName;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly signature: Signed;
  readonly authorityKeyId: AuthorityKeyId | null;
  readonly scope: CrlScope;
  /** True where the CRL says that deltas to it are published, which are not processed. */
  readonly hasFreshestCrl: boolean;
  /** By serial, lower-case hex of the two's complement. */
  readonly revoked: ReadonlyMap<string, RevokedEntry>;
}

/** RFC 5280 5.2.5, the part that is processed. */
export interface CrlScope {
  readonly distributionPoint: readonly GeneralName[] | null;
  readonly only: "users" | "authorities" | null;
}

export interface RevokedEntry {
  readonly date: Date;
  /** RFC 5280 5.3.1; null where none is given. */
  readonly reason: number | null;
}

const maxBytes = 16 * 1024 * 1024;
const known = new WeakMap<Uint8Array, Crl>();

/**
 * Reads a CRL; CRL_INVALID where it is not DER, a delta, indirect, limited to some reasons, or has a critical extension beside
 * the one that says what it is for.
 */
export function readCrl(der: Uint8Array): Crl {
  const before = known.get(der);
  if (before !== undefined) return before;
  if (der.length > maxBytes) throw new StopgapError("CRL_INVALID", "a CRL has more than 16 MiB");
  try {
    const crl = parse(Uint8Array.from(der));
    known.set(der, crl);
    return crl;
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause;
    throw new StopgapError("CRL_INVALID", `a CRL has ${cause.message}`, { cause });
  }
}

function parse(der: Uint8Array): Crl {
  const outer = inside(readWhole(der, TAG.sequence));
  const signed = outer.read(TAG.sequence);
  const algorithm = readAlgorithmIdentifier(outer.read());
  const value = readOctetAligned(outer.read(TAG.bitString));
  outer.end();

  const fields = inside(signed);
  const version = fields.optional(TAG.integer);
  if (version !== null && readSmallInteger(version) !== 1) throw new Asn1Error("an unknown version");
  // RFC 5280 5.1.1.2
  if (!sameBytes(readAlgorithmIdentifier(fields.read()).bytes, algorithm.bytes)) {
    throw new Asn1Error("two different signature algorithms");
  }
  const issuer = readName(fields.read(TAG.sequence));
  const thisUpdate = readTime(fields.read());
  // RFC 5280 5.1.2.5: always there
  if (fields.nextTag !== TAG.utcTime && fields.nextTag !== TAG.generalizedTime) throw new Asn1Error("no next update");
  const nextUpdate = readTime(fields.read());
  const entries = fields.optional(TAG.sequence);
  const wrapped = fields.optional(contextTag(0, "constructed"));
  fields.end();
  if (version === null && wrapped !== null) throw new Asn1Error("extensions in version 1");
  const extensions: Extensions =
    wrapped === null ? new Map() : readExtensions(readWhole(wrapped.content, TAG.sequence));
  return {
    issuer,
    thisUpdate,
    nextUpdate,
    signature: { algorithm, value, signed: signed.bytes },
    revoked: entries === null ? new Map() : readEntries(entries, version !== null),
    ...readCrlExtensions(extensions),
  };
}

function readCrlExtensions(extensions: Extensions): Pick<Crl, "authorityKeyId" | "scope" | "hasFreshestCrl"> {
  let authorityKeyId: AuthorityKeyId | null = null;
  let scope: CrlScope = { distributionPoint: null, only: null };
  for (const { oid, critical, value } of extensions.values()) {
    if (oid === "2.5.29.27") throw new Asn1Error("a delta CRL indicator, so is not complete"); // RFC 5280 5.2.4
    if (oid === "2.5.29.28") scope = readScope(value);
    else if (critical)
      throw new Asn1Error(`the critical extension ${oid}`); // RFC 5280 5.2, 5.2.1, 5.2.3
    else if (oid === "2.5.29.35") authorityKeyId = readAuthorityKeyId(value);
    else if (oid === "2.5.29.20") readIntegerBytes(readWhole(value, TAG.integer));
  }
  return { authorityKeyId, scope, hasFreshestCrl: extensions.has("2.5.29.46") };
}

function readScope(value: Uint8Array): CrlScope {
  const reader = inside(readWhole(value, TAG.sequence));
  const point = reader.optional(0xa0);
  const users = readImplicitFlag(reader.optional(0x81));
  const authorities = readImplicitFlag(reader.optional(0x82));
  const someReasons = reader.optional(0x83);
  const indirect = readImplicitFlag(reader.optional(0x84));
  const attributes = readImplicitFlag(reader.optional(0x85));
  reader.end();
  if (someReasons !== null) throw new Asn1Error("a scope of some reasons only");
  if (indirect) throw new Asn1Error("an indirect scope");
  if (attributes || (users && authorities)) throw new Asn1Error("a scope without certificates");
  return {
    distributionPoint: point === null ? null : readPointName(point),
    only: users ? "users" : authorities ? "authorities" : null,
  };
}

/** The full name of a DistributionPointName (RFC 5280 4.2.1.13); the relative form is not processed. */
export function readPointName(element: DerElement): readonly GeneralName[] {
  const reader = inside(element);
  const full = reader.read();
  reader.end();
  if (full.tag !== 0xa0) throw new Asn1Error("a distribution point named relative to its issuer");
  return readGeneralNames(full);
}

function readImplicitFlag(element: DerElement | null): boolean {
  if (element === null) return false;
  return readDefaultFalse({ ...element, tag: TAG.boolean });
}

function readEntries(element: DerElement, extensible: boolean): Map<string, RevokedEntry> {
  const revoked = new Map<string, RevokedEntry>();
  const reader = inside(element);
  if (reader.done) throw new Asn1Error("an empty list of revoked certificates"); // RFC 5280 5.1.2.6
  while (!reader.done) {
    const fields = inside(reader.read(TAG.sequence));
    const serial = toHex(readIntegerBytes(fields.read(TAG.integer)));
    const date = readTime(fields.read());
    const extensions = fields.optional(TAG.sequence);
    fields.end();
    if (extensions !== null && !extensible) throw new Asn1Error("entry extensions in version 1");
    const entry = { date, reason: extensions === null ? null : readReason(extensions) };
    const before = revoked.get(serial);
    revoked.set(serial, before === undefined ? entry : merge(before, entry));
  }
  return revoked;
}

/** The same serial twice: the earlier date holds, and the reason can no longer be told. */
function merge(one: RevokedEntry, other: RevokedEntry): RevokedEntry {
  return { date: new Date(Math.min(one.date.getTime(), other.date.getTime())), reason: null };
}

function readReason(element: DerElement): number | null {
  const extensions = readExtensions(element);
  for (const { oid, critical } of extensions.values()) {
    // RFC 5280 5.3: certificateIssuer (indirect CRLs) among them
    if (critical && oid !== "2.5.29.21" && oid !== "2.5.29.24")
      throw new Asn1Error(`an entry with the unknown critical extension ${oid}`);
  }
  const reason = extensions.get("2.5.29.21");
  if (reason === undefined) return null;
  const reader = new DerReader(reason.value);
  const value = readSmallInteger(reader.read(TAG.enumerated));
  reader.end();
  return value;
}
