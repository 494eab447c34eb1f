import { createHash, createPublicKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import { StopgapError } from "../errors/stopgap-error.js";
import { scanXml, signatureNamespace } from "../verify/scan/scan-xml.js";
import {
  c14nMethods,
  digestMethods,
  envelopedSignature,
  type HashName,
  signatureMethods,
  uriOf,
} from "../verify/signature/algorithms.js";
import { canonicalize } from "../verify/signature/canonicalize.js";
import { publicationForm } from "../verify/signature/check-digest.js";
import { checkSignedInfo, requireKey } from "../verify/signature/check-signed-info.js";
import { locateSignature, requireFeedRoot, textOf } from "../verify/signature/locate-signature.js";

export interface FeedSigner {
  /** RSA of at least 2048 bits, or EC on P-256, P-384 or P-521. */
  readonly key: KeyObject;
  /** DER, the leaf first; the root may be left out. */
  readonly certificates: readonly Uint8Array[];
  /** Of both the digest and the signature; default `sha256`. */
  readonly digest?: HashName;
}

const endTag = "</EOCS>";

/**
 * The feed in publication form: exclusive-canonical, its signature the last child of the root. A signature it has is
 * replaced. Throws a `StopgapError` of stage `verify` for what a server would refuse: not well-formed, a DOCTYPE, a
 * comment, another root, a key that is too weak or not the certificate's.
 */
export function signFeed(feed: Uint8Array | string, { key, certificates, digest = "sha256" }: FeedSigner): Uint8Array {
  const publicKey = createPublicKey(key);
  const keyType = publicKey.asymmetricKeyType === "ec" ? "ec" : "rsa";
  const method = { keyType, hash: digest } as const;
  requireKey(publicKey, method);
  requireCertificate(publicKey, certificates);

  const content = canonicalContent(typeof feed === "string" ? Buffer.from(feed) : feed);
  const exclusive = uriOf(c14nMethods, "exclusive");
  const startTag = `<Signature xmlns="${signatureNamespace}">`;
  const signedInfo =
    `<SignedInfo><CanonicalizationMethod Algorithm="${exclusive}"></CanonicalizationMethod>` +
    `<SignatureMethod Algorithm="${uriOf(signatureMethods, method)}"></SignatureMethod><Reference URI=""><Transforms>` +
    `<Transform Algorithm="${envelopedSignature}"></Transform><Transform Algorithm="${exclusive}"></Transform></Transforms>` +
    `<DigestMethod Algorithm="${uriOf(digestMethods, digest)}"></DigestMethod>` +
    `<DigestValue>${createHash(digest).update(content).digest("base64")}</DigestValue></Reference></SignedInfo>`;
  const toSign = Buffer.from(canonicalize(signedInfo, "exclusive", [startTag]));
  const value = sign(digest, toSign, keyType === "rsa" ? key : { key, dsaEncoding: "ieee-p1363" });
  const chain = certificates.map((der) => `<X509Certificate>${Buffer.from(der).toString("base64")}</X509Certificate>`);
  const signature =
    `${startTag}${signedInfo}<SignatureValue>${value.toString("base64")}</SignatureValue>` +
    `<KeyInfo><X509Data>${chain.join("")}</X509Data></KeyInfo></Signature>`;
  const signed = Buffer.from(content.slice(0, -endTag.length) + signature + endTag);
  requireVerifiable(signed, publicKey);
  return signed;
}

/** Nothing leaves that a server would refuse. */
function requireVerifiable(signed: Uint8Array, key: KeyObject): void {
  const scanned = scanXml(signed);
  const located = locateSignature(scanned);
  if (publicationForm({ scanned, located, signedInfo: checkSignedInfo(located, key), key }) === null) {
    throw new StopgapError("DOCUMENT_NOT_PUBLICATION_FORM", "the signed document is not in publication form");
  }
}

function requireCertificate(publicKey: KeyObject, [leaf]: readonly Uint8Array[]): void {
  if (leaf === undefined)
    throw new StopgapError("CERTIFICATE_MISSING", "a feed is signed with its certificates included");
  if (!new X509Certificate(leaf).publicKey.equals(publicKey)) {
    throw new StopgapError("SIGNATURE_KEY_MISMATCH", "the key is not that of the first certificate", {
      remedy: "give the leaf's certificate first, and its own key",
    });
  }
}

function canonicalContent(feed: Uint8Array): string {
  const scanned = scanXml(feed);
  requireFeedRoot(scanned);
  const { root } = scanned;
  const [earlier, second] = scanned.signatures;
  if (second !== undefined) throw new StopgapError("SIGNATURE_MULTIPLE", "the document carries several signatures");
  if (earlier === undefined) return canonicalize(textOf(scanned, root), "exclusive");
  if (earlier.depth !== 1)
    throw new StopgapError("SIGNATURE_MISPLACED", "the document carries a signature deep inside");
  const before = textOf(scanned, { start: root.start, end: earlier.start });
  return canonicalize(before + textOf(scanned, { start: earlier.end, end: root.end }), "exclusive");
}
