import { readCountersignature } from "./read-countersignature.js";
import { readKeyInfo } from "./read-key-info.js";
import { type ReadSignedInfo, readSignedInfo } from "./read-signed-info.js";
import { base64Of, requireAttributes, requireElement, requireNoText, shapeError } from "./shape.js";
import { readSignatureTree } from "./signature-tree.js";

export interface CountersignatureParts {
  readonly token: Uint8Array;
  readonly certificates: readonly Uint8Array[];
}

/** What a `Signature` of exactly the profile's shape says. Nothing of it is authenticated yet. */
export interface SignatureParts extends ReadSignedInfo {
  readonly signatureValue: Uint8Array;
  /** DER, in document order. */
  readonly certificates: readonly Uint8Array[];
  readonly countersignature: CountersignatureParts | null;
  /** `SignedInfo` as it stands, and the start tag of `Signature`. */
  readonly signedInfoText: string;
  readonly startTag: string;
}

/**
 * Reads the `Signature` of a document that a strict scan has passed, line ends normalised, and throws for anything the
 * profile does not know: another order, another element or attribute, text between elements, another algorithm.
 */
export function readSignature(signature: string, rootTag: string): SignatureParts {
  const tree = readSignatureTree(signature, rootTag);
  requireAttributes(tree);
  requireNoText(tree);
  const [first, second, third, fourth, ...rest] = tree.children;
  const signedInfo = requireElement(first, "SignedInfo", "Signature");
  const signatureValue = requireElement(second, "SignatureValue", "Signature");
  const keyInfo = requireElement(third, "KeyInfo", "Signature");
  const object = fourth === undefined ? null : requireElement(fourth, "Object", "Signature");
  if (rest.length > 0) throw shapeError("Signature holds more than SignedInfo, SignatureValue, KeyInfo and one Object");
  requireAttributes(signatureValue);
  return {
    ...readSignedInfo(signedInfo),
    signatureValue: base64Of(signatureValue),
    certificates: readKeyInfo(keyInfo),
    countersignature: object === null ? null : readCountersignature(object),
    signedInfoText: signature.slice(signedInfo.start, signedInfo.end),
    startTag: signature.slice(tree.start, tree.startTagEnd),
  };
}
