import { createHash, type KeyObject, timingSafeEqual } from "node:crypto";
import { StopgapError } from "../../errors/stopgap-error.js";
import { limits } from "../limits.js";
import { type ScannedXml, scanXml } from "../scan/scan-xml.js";
import { canonicalize } from "./canonicalize.js";
import { type LocatedSignature, textOf } from "./locate-signature.js";
import type { SignedBytes } from "./signed-bytes.js";

export interface DigestQuestion {
  readonly scanned: ScannedXml;
  readonly located: LocatedSignature;
  /** From `checkSignedInfo`: the digest in it is authentic. */
  readonly signedInfo: string;
  readonly key: KeyObject;
  readonly explain?: ((step: string) => void) | undefined;
}

function sameDigest(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * The bytes the signature covers. In the publication form they are the document's own, less the `Signature` element: a
 * hash proves it. Any other form is canonicalised, up to `limits.generalPathBytes`.
 */
export async function checkDigest(question: DigestQuestion): Promise<SignedBytes> {
  const published = publicationForm(question);
  if (published === null) return await checkCanonicalForm(question);
  question.explain?.("the document is in publication form: its bytes outside the signature are those that were signed");
  return published;
}

/** The document's bytes less the `Signature` element where they are what was signed; null where the digest is another's. */
export function publicationForm({ scanned, located }: DigestQuestion): SignedBytes | null {
  const { digestMethod, digestValue } = located.parts;
  const before = scanned.bytes.subarray(0, located.slice.start);
  const after = scanned.bytes.subarray(located.slice.end);
  const digest = createHash(digestMethod).update(before).update(after).digest();
  return sameDigest(digest, digestValue) ? (Buffer.concat([before, after]) as unknown as SignedBytes) : null;
}

async function checkCanonicalForm({
  scanned,
  located,
  signedInfo,
  key,
  explain,
}: DigestQuestion): Promise<SignedBytes> {
  const { parts, slice } = located;
  if (scanned.bytes.length > limits.generalPathBytes) {
    throw new StopgapError(
      "DOCUMENT_NOT_PUBLICATION_FORM",
      `the document has ${scanned.bytes.length} bytes and is not in publication form; others may have ${limits.generalPathBytes}`,
    );
  }
  const { root } = scanned;
  const content =
    textOf(scanned, { start: root.start, end: slice.start }) + textOf(scanned, { start: slice.end, end: root.end });
  const canonical = canonicalize(content, parts.transform, [], limits.canonicalLength);
  if (!sameDigest(createHash(parts.digestMethod).update(canonical).digest(), parts.digestValue)) {
    throw new StopgapError("SIGNATURE_DIGEST_MISMATCH", "the document's content is not what was signed");
  }
  explain?.(`the document's ${parts.transform} canonical form is what was signed`);
  // Loaded where it is needed: most feeds are in publication form.
  const { checkWithXmlCrypto } = await import("./xml-dsig.js");
  const signed = Buffer.from(checkWithXmlCrypto({ parts, signedInfo, document: canonical, key }));
  scanXml(signed);
  return signed as unknown as SignedBytes;
}
