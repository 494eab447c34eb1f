import { createHash, sign } from "node:crypto";
import {
  boolean,
  context,
  contextPrimitive,
  der,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  set,
  unsigned,
} from "../../packages/core/src/publish/der.js";
import { distinguishedName } from "../../packages/core/src/publish/distinguished-name.js";
import type { Issued } from "./pki.js";

const oids = {
  sha1: "1.3.14.3.2.26",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
} as const;

export type TokenHash = keyof typeof oids;

/** How a token departs from a good one. */
export interface TokenOptions {
  readonly signer: Issued;
  /** Whom the signer information names as issuer. */
  readonly issuerName: string;
  readonly about: Uint8Array;
  /** As it stands in the token, `20260601120000Z`. */
  readonly time: string;
  readonly imprintHash?: TokenHash;
  readonly digestHash?: TokenHash;
  readonly contentType?: string;
  readonly signedContentType?: string;
  readonly messageDigest?: Uint8Array;
  /** The certificate that the signature is bound to. */
  readonly boundTo?: Uint8Array;
  readonly key?: Issued["key"];
  readonly certificates?: readonly Uint8Array[];
  readonly extensions?: readonly Uint8Array[];
  readonly signers?: number;
  /** Indefinite lengths and a content in pieces, as BER allows. */
  readonly ber?: boolean;
}

const hashOf = (name: TokenHash, bytes: Uint8Array): Uint8Array => createHash(name).update(bytes).digest();
const algorithm = (oid: string): Uint8Array => sequence(objectIdentifier(oid), nothing());
const indefinite = (tag: number, ...contents: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(Buffer.concat([Uint8Array.of(tag, 0x80), ...contents, Uint8Array.of(0, 0)]));

/** A CMS timestamp token over `about`, signed with ECDSA and SHA-256. */
export function timestampToken(options: TokenOptions): Uint8Array {
  const {
    signer,
    about,
    imprintHash = "sha256",
    digestHash = "sha256",
    contentType = "1.2.840.113549.1.9.16.1.4",
  } = options;
  const info = sequence(
    integer(1),
    objectIdentifier("1.2.3.4"),
    sequence(algorithm(oids[imprintHash]), octetString(hashOf(imprintHash, about))),
    integer(7),
    der(0x18, Buffer.from(options.time, "latin1")),
    ...(options.extensions === undefined ? [] : [context(1, ...options.extensions)]),
  );
  const attribute = (oid: string, value: Uint8Array): Uint8Array => sequence(objectIdentifier(oid), set(value));
  const attributes = [
    attribute("1.2.840.113549.1.9.3", objectIdentifier(options.signedContentType ?? contentType)),
    attribute("1.2.840.113549.1.9.4", octetString(options.messageDigest ?? hashOf(digestHash, info))),
    attribute(
      "1.2.840.113549.1.9.16.2.47",
      sequence(sequence(sequence(octetString(hashOf("sha256", options.boundTo ?? signer.der))))),
    ),
  ].sort(Buffer.compare);
  const signerInfo = sequence(
    integer(1),
    sequence(distinguishedName(options.issuerName), unsigned(signer.serial)),
    algorithm(oids[digestHash]),
    context(0, ...attributes),
    sequence(objectIdentifier("1.2.840.10045.4.3.2")),
    octetString(sign("sha256", set(...attributes), options.key ?? signer.key)),
  );
  const [seq, explicit, pieces] = options.ber
    ? [
        (...parts: Uint8Array[]) => indefinite(0x30, ...parts),
        (number: number, part: Uint8Array) => indefinite(0xa0 | number, part),
        indefinite(0x24, octetString(info.subarray(0, 9)), indefinite(0x24, octetString(info.subarray(9)))),
      ]
    : [sequence, context, octetString(info)];
  const certificates = options.certificates ?? [];
  return seq(
    objectIdentifier("1.2.840.113549.1.7.2"),
    explicit(
      0,
      seq(
        integer(3),
        set(algorithm(oids[digestHash])),
        seq(objectIdentifier(contentType), explicit(0, pieces)),
        ...(certificates.length === 0 ? [] : [context(0, ...certificates)]),
        set(...Array.from({ length: options.signers ?? 1 }, () => signerInfo)),
      ),
    ),
  );
}

/** An extension of the timestamp itself that nobody knows. */
export const unknownTimestampExtension = (critical: boolean): Uint8Array =>
  sequence(
    objectIdentifier("1.2.3.5"),
    ...(critical ? [boolean(true)] : []),
    octetString(contextPrimitive(0, Uint8Array.of(1))),
  );
