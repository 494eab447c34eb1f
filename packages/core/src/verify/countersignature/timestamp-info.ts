import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../certificate/algorithm-identifier.js";
import { Asn1Error } from "../certificate/asn1/asn1-error.js";
import { type DerElement, inside, readWhole, TAG } from "../certificate/asn1/der-reader.js";
import { readGeneralizedTime } from "../certificate/asn1/der-time.js";
import { readDefaultFalse, readIntegerBytes, readOid, readSmallInteger } from "../certificate/asn1/der-values.js";
import { readExtensions } from "../certificate/extensions.js";
import { readGeneralNames } from "../certificate/general-name.js";

/** What a timestamp says (RFC 3161 2.4.2): that these bytes, by their hash, existed at this time. */
export interface TimestampInfo {
  readonly imprintAlgorithm: AlgorithmIdentifier;
  readonly imprint: Uint8Array;
  readonly time: Date;
}

/** Reads a TSTInfo in DER; Asn1Error where it is anything else or has a critical extension. */
export function readTimestampInfo(der: Uint8Array): TimestampInfo {
  const fields = inside(readWhole(der, TAG.sequence));
  if (readSmallInteger(fields.read(TAG.integer)) !== 1) throw new Asn1Error("an unknown version of timestamp");
  readOid(fields.read());
  const imprinted = inside(fields.read(TAG.sequence));
  const imprintAlgorithm = readAlgorithmIdentifier(imprinted.read());
  const imprint = imprinted.read(TAG.octetString).content;
  imprinted.end();
  readIntegerBytes(fields.read(TAG.integer));
  const time = readGeneralizedTime(fields.read());
  checkAccuracy(fields.optional(TAG.sequence));
  readDefaultFalse(fields.optional(TAG.boolean)); // ordering
  const nonce = fields.optional(TAG.integer);
  if (nonce !== null) readIntegerBytes(nonce);
  const authority = fields.optional(0xa0); // a hint
  if (authority !== null && readGeneralNames(authority).length !== 1) throw new Asn1Error("an authority of two names");
  const extensions = fields.optional(0xa1);
  fields.end();
  if (extensions !== null) {
    for (const { oid, critical } of readExtensions(extensions).values()) {
      if (critical) throw new Asn1Error(`the unknown critical extension ${oid}`);
    }
  }
  return { imprintAlgorithm, imprint, time };
}

/** RFC 3161 2.4.2: seconds, and milliseconds and microseconds of 1 to 999. */
function checkAccuracy(accuracy: DerElement | null): void {
  if (accuracy === null) return;
  const fields = inside(accuracy);
  const seconds = fields.optional(TAG.integer);
  if (seconds !== null) readSmallInteger(seconds);
  for (const fraction of [fields.optional(0x80), fields.optional(0x81)]) {
    const value = fraction === null ? 1 : readSmallInteger(fraction);
    if (value < 1 || value > 999) throw new Asn1Error("an accuracy out of range");
  }
  fields.end();
}
