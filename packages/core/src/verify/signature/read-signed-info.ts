import {
  c14nMethods,
  digestMethods,
  envelopedSignature,
  type HashName,
  type SignatureMethod,
  signatureMethods,
} from "./algorithms.js";
import type { C14nMethod } from "./canonicalize.js";
import { algorithmOf, base64Of, requireAttributes, requireElement, requireNoText, shapeError } from "./shape.js";
import type { SignatureNode } from "./signature-tree.js";

export interface ReadSignedInfo {
  /** How `SignedInfo` itself is canonicalised. */
  readonly canonicalizationMethod: C14nMethod;
  readonly signatureMethod: SignatureMethod;
  /** How the document is canonicalised. */
  readonly transform: C14nMethod;
  readonly digestMethod: HashName;
  readonly digestValue: Uint8Array;
}

/** Looks an algorithm's URI up in a table of the profile. */
function accepted<T>(table: ReadonlyMap<string, T>, node: SignatureNode): T {
  const uri = algorithmOf(node);
  const algorithm = table.get(uri);
  if (algorithm === undefined) {
    throw shapeError(`${node.name} names ${JSON.stringify(uri.slice(0, 200))}`, "SIGNATURE_ALGORITHM_REFUSED");
  }
  return algorithm;
}

/** Reads `SignedInfo`: one reference to the whole document, enveloped-signature then C14N, a digest. */
export function readSignedInfo(node: SignatureNode): ReadSignedInfo {
  requireAttributes(node, ["Id"]);
  requireNoText(node);
  const [canonicalization, method, reference, ...rest] = node.children;
  const canonicalizationMethod = accepted(
    c14nMethods,
    requireElement(canonicalization, "CanonicalizationMethod", "SignedInfo"),
  );
  const signatureMethod = accepted(signatureMethods, requireElement(method, "SignatureMethod", "SignedInfo"));
  const only = requireElement(reference, "Reference", "SignedInfo");
  if (rest.some((other) => other.name === "Reference")) {
    throw shapeError("SignedInfo has more than one Reference", "SIGNATURE_REFERENCE_NOT_COVERED");
  }
  if (rest.length > 0) throw shapeError("SignedInfo holds more than its three parts");
  return { canonicalizationMethod, signatureMethod, ...readReference(only) };
}

function readReference(node: SignatureNode): Pick<ReadSignedInfo, "transform" | "digestMethod" | "digestValue"> {
  if (node.attributes.get("URI") !== "") {
    throw shapeError(
      "the Reference is not to the whole document (URI is not empty)",
      "SIGNATURE_REFERENCE_NOT_COVERED",
    );
  }
  requireAttributes(node, ["URI", "Id"]);
  requireNoText(node);
  const [transforms, method, value, ...rest] = node.children;
  const transform = readTransforms(requireElement(transforms, "Transforms", "Reference"));
  const digestMethod = accepted(digestMethods, requireElement(method, "DigestMethod", "Reference"));
  const digestElement = requireElement(value, "DigestValue", "Reference");
  if (rest.length > 0) throw shapeError("Reference holds more than its three parts");
  requireAttributes(digestElement);
  return { transform, digestMethod, digestValue: base64Of(digestElement) };
}

function readTransforms(node: SignatureNode): C14nMethod {
  requireAttributes(node);
  requireNoText(node);
  const [enveloped, canonicalization, ...rest] = node.children;
  const first = algorithmOf(requireElement(enveloped, "Transform", "Transforms"));
  const transform = accepted(c14nMethods, requireElement(canonicalization, "Transform", "Transforms"));
  if (first !== envelopedSignature || rest.length > 0) {
    throw shapeError("the Transforms are not exactly enveloped-signature and one C14N", "SIGNATURE_ALGORITHM_REFUSED");
  }
  return transform;
}
