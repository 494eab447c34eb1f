import { createHash, type KeyObject } from "node:crypto";
import { SignedXml } from "xml-crypto";
import { StopgapError } from "../../errors/stopgap-error.js";
import { signatureNamespace } from "../scan/scan-xml.js";
import { c14nMethods, digestMethods, envelopedSignature, signatureMethods, uriOf } from "./algorithms.js";
import { isSignedBy } from "./check-signed-info.js";
import type { SignatureParts } from "./read-signature.js";

export interface XmlCryptoQuestion {
  readonly parts: SignatureParts;
  /** Canonical `SignedInfo` and document. */
  readonly signedInfo: string;
  readonly document: string;
  readonly key: KeyObject;
}

/** The signature alone, in default-namespace form: what xml-crypto reads algorithms and the signature's value from. */
function signatureAlone(parts: SignatureParts): string {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  return (
    `<Signature xmlns="${signatureNamespace}"><SignedInfo>` +
    `<CanonicalizationMethod Algorithm="${uriOf(c14nMethods, parts.canonicalizationMethod)}"/>` +
    `<SignatureMethod Algorithm="${uriOf(signatureMethods, parts.signatureMethod)}"/><Reference URI=""><Transforms>` +
    `<Transform Algorithm="${envelopedSignature}"/><Transform Algorithm="${uriOf(c14nMethods, parts.transform)}"/>` +
    `</Transforms><DigestMethod Algorithm="${uriOf(digestMethods, parts.digestMethod)}"/>` +
    `<DigestValue>${base64(parts.digestValue)}</DigestValue></Reference></SignedInfo>` +
    `<SignatureValue>${base64(parts.signatureValue)}</SignatureValue></Signature>`
  );
}

/** xml-crypto's tables, replaced whole: the profile's algorithms, and the linear C14N's results in place of its own. */
function tablesFor(question: XmlCryptoQuestion) {
  const canonicalization = (uri: string) =>
    class {
      getAlgorithmName = (): string => uri;
      process = (node: { readonly localName: string | null }): string =>
        node.localName === "SignedInfo" ? question.signedInfo : question.document;
    };
  const enveloped = class {
    getAlgorithmName = (): string => envelopedSignature;
    // The document handed in is already the one without its signature.
    process = <T>(node: T): T => node;
  };
  const hashes = [...digestMethods].map(([uri, hash]) => [
    uri,
    class {
      getAlgorithmName = (): string => uri;
      getHash = (xml: string): string => createHash(hash).update(xml).digest("base64");
    },
  ]);
  const signatures = [...signatureMethods].map(([uri, method]) => [
    uri,
    class {
      getAlgorithmName = (): string => uri;
      getSignature = (): string => {
        throw new RangeError("signing is not done here");
      };
      verifySignature = (material: string, _key: unknown, value: string): boolean =>
        isSignedBy(Buffer.from(material), Buffer.from(value, "base64"), method, question.key);
    },
  ]);
  return {
    canonicalizations: Object.fromEntries([
      [envelopedSignature, enveloped],
      ...[...c14nMethods.keys()].map((uri) => [uri, canonicalization(uri)]),
    ]),
    hashes: Object.fromEntries(hashes),
    signatures: Object.fromEntries(signatures),
  };
}

/**
 * The document's canonical form as xml-crypto hands it out after checking reference, digest and signature: the second
 * opinion on the general path. It reads the signature alone and our canonical forms, so that its cost does not grow with
 * the square of the document (docs/decisions/0020-xml-crypto-judges-the-signature-only.md). Throws SIGNATURE_INVALID.
 */
export function checkWithXmlCrypto(question: XmlCryptoQuestion): string {
  const { canonicalizations, hashes, signatures } = tablesFor(question);
  // Anything from KeyInfo would replace the pinned key, so nothing from it is offered.
  const signedXml = new SignedXml({ publicCert: question.key, getCertFromKeyInfo: () => null });
  signedXml.CanonicalizationAlgorithms = canonicalizations;
  signedXml.HashAlgorithms = hashes;
  signedXml.SignatureAlgorithms = signatures;
  const signature = signatureAlone(question.parts);
  const [document, ...others] = consult(signedXml, signature);
  if (document !== question.document || others.length > 0) {
    throw new StopgapError("SIGNATURE_INVALID", "the signature does not hold in the second opinion");
  }
  return document;
}

function consult(signedXml: SignedXml, signature: string): readonly string[] {
  try {
    signedXml.loadSignature(signature);
    return signedXml.checkSignature(`<EOCS>${signature}</EOCS>`) === true ? signedXml.getSignedReferences() : [];
  } catch (cause) {
    throw new StopgapError("SIGNATURE_INVALID", "the signature does not hold in the second opinion", { cause });
  }
}
