import { createHash, verify } from "node:crypto";
import { StopgapError } from "../../errors/stopgap-error.js";
import { type HashName, hashAlgorithm, isNull, signatureAlgorithm } from "../certificate/algorithm-identifier.js";
import { Asn1Error } from "../certificate/asn1/asn1-error.js";
import { TAG } from "../certificate/asn1/der-reader.js";
import { readOid, sameBytes } from "../certificate/asn1/der-values.js";
import type { Certificate } from "../certificate/certificate.js";
import { sameName } from "../certificate/distinguished-name.js";
import { explainCertificates } from "../certificate/explain-certificates.js";
import { timeStamping } from "../certificate/extensions.js";
import { readPool, readRoots, validatePath } from "../certificate/validate-path.js";
import type { RevocationPolicy } from "../trust-policy.js";
import { berToDer } from "./ber-to-der.js";
import { readSignedData, type SignedData, type SignerInfo } from "./signed-data.js";
import { bindsTo } from "./signing-certificate.js";
import { checkTimestampCriticality, checkTimestampSigner } from "./timestamp-authority.js";
import { readTimestampInfo, type TimestampInfo } from "./timestamp-info.js";

export interface CountersignatureInput {
  /** A CMS SignedData, DER or BER. */
  readonly token: Uint8Array;
  /** DER, found beside the token. */
  readonly certificates: readonly Uint8Array[];
  /** The octets that the token has to be about. */
  readonly signatureValue: Uint8Array;
  /** DER, pinned for time stamping. */
  readonly roots: readonly Uint8Array[];
  readonly now: Date;
  readonly revocation: RevocationPolicy;
  readonly signal?: AbortSignal;
  readonly explain?: (step: string) => void;
}

const timestampType = "1.2.840.113549.1.9.16.1.4";
const contentTypeAttribute = "1.2.840.113549.1.9.3";
const messageDigestAttribute = "1.2.840.113549.1.9.4";
const rsaEncryption = "1.2.840.113549.1.1.1";
const maxBytes = 64 * 1024;
const skew = 5 * 60_000;

/**
 * The time at which a trusted authority saw `signatureValue` (RFC 3161, RFC 5652). Its chain is judged at that time.
 * A StopgapError of the verify stage where anything does not hold.
 */
export async function verifyCountersignature(input: CountersignatureInput): Promise<Date> {
  const { signatureValue, now, revocation, signal, explain } = input;
  signal?.throwIfAborted();
  const { data, info } = readToken(input.token);
  checkImprint(info, signatureValue);
  const pool = readPool([...data.certificates, ...input.certificates]);
  explainCertificates(pool, "with the countersignature", explain);
  const signer = findSigner(data.signer, pool);
  checkSignature(data, signer);
  checkTimestampSigner(signer);
  explain?.(`the countersignature of ${info.time.toISOString()} is by ${signer.subject.text}`);
  if (info.time.getTime() > now.getTime() + skew) {
    throw new StopgapError(
      "COUNTERSIGNATURE_IN_FUTURE",
      `the countersignature is of ${info.time.toISOString()}, and the clock says ${now.toISOString()}`,
    );
  }
  const path = await validatePath({
    leaf: signer,
    pool,
    roots: readRoots(input.roots),
    extendedKeyUsage: [timeStamping],
    at: info.time,
    now,
    revocation,
    signal,
    explain,
  });
  checkTimestampCriticality(path);
  return info.time;
}

function readToken(token: Uint8Array): { data: SignedData; info: TimestampInfo } {
  if (token.length > maxBytes)
    throw new StopgapError("COUNTERSIGNATURE_MALFORMED", "the countersignature has more than 64 KiB");
  return malformed(() => {
    const data = readSignedData(berToDer(token));
    if (data.contentType !== timestampType)
      throw new Asn1Error(`a content of type ${data.contentType}, which is no timestamp`);
    return { data, info: readTimestampInfo(data.content) };
  });
}

function checkImprint({ imprint, imprintAlgorithm }: TimestampInfo, signatureValue: Uint8Array): void {
  const hash = hashAlgorithm(imprintAlgorithm);
  if (hash === null) {
    throw new StopgapError(
      "COUNTERSIGNATURE_IMPRINT",
      `the countersignature hashes with ${imprintAlgorithm.oid}, which is not accepted`,
    );
  }
  if (!sameBytes(createHash(hash).update(signatureValue).digest(), imprint)) {
    throw new StopgapError(
      "COUNTERSIGNATURE_IMPRINT",
      "the countersignature is about another signature than this document's",
    );
  }
}

function findSigner({ id }: SignerInfo, pool: readonly Certificate[]): Certificate {
  const found = pool.filter((certificate) =>
    "subjectKeyId" in id
      ? certificate.subjectKeyId === id.subjectKeyId
      : certificate.serial === id.serial && sameName(certificate.issuer, id.issuer),
  );
  const [signer, second] = found;
  if (signer === undefined || second !== undefined) {
    const how = signer === undefined ? "is not there" : "cannot be told from another";
    throw new StopgapError("COUNTERSIGNATURE_SIGNER", `the certificate that the countersignature is by ${how}`);
  }
  return signer;
}

/** RFC 5652 5.4 and 5.6, RFC 5035. */
function checkSignature({ contentType, content, signer: info }: SignedData, signer: Certificate): void {
  const hash = hashAlgorithm(info.digestAlgorithm);
  const attributes = info.signedAttributes;
  const type = attributes.get(contentTypeAttribute);
  const digest = attributes.get(messageDigestAttribute);
  const { publicKey } = signer;
  if (hash === null || !fits(info, hash, publicKey)) {
    throw new StopgapError(
      "COUNTERSIGNATURE_INVALID",
      "the countersignature is made with an algorithm or key that is not accepted",
    );
  }
  if (
    type === undefined ||
    digest === undefined ||
    malformed(() => readOid(type)) !== contentType ||
    digest.tag !== TAG.octetString
  ) {
    throw new StopgapError(
      "COUNTERSIGNATURE_INVALID",
      "the countersignature does not sign its content type and digest",
    );
  }
  if (!sameBytes(createHash(hash).update(content).digest(), digest.content)) {
    throw new StopgapError("COUNTERSIGNATURE_INVALID", "the countersignature's content was altered");
  }
  if (!malformed(() => bindsTo(attributes, signer))) {
    throw new StopgapError(
      "COUNTERSIGNATURE_INVALID",
      "the countersignature names another certificate than the one it is by",
    );
  }
  if (!publicKey.accepted || !verify(hash, info.signedBytes, publicKey.key, info.signature)) {
    throw new StopgapError(
      "COUNTERSIGNATURE_INVALID",
      `the signature on the countersignature is not one of ${signer.subject.text}`,
    );
  }
}

function fits(info: SignerInfo, hash: HashName, key: Certificate["publicKey"]): boolean {
  if (!key.accepted) return false;
  const { signatureAlgorithm: identifier } = info;
  // RFC 3370 3.2: rsaEncryption, the hash being the digest algorithm's
  if (identifier.oid === rsaEncryption) return key.keyType === "rsa" && isNull(identifier.parameters);
  const algorithm = signatureAlgorithm(identifier);
  return algorithm !== null && algorithm.hash === hash && algorithm.keyType === key.keyType;
}

function malformed<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause;
    throw new StopgapError("COUNTERSIGNATURE_MALFORMED", `the countersignature has ${cause.message}`, { cause });
  }
}
