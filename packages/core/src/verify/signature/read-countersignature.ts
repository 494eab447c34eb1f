import { readX509Data } from "./read-key-info.js";
import type { CountersignatureParts } from "./read-signature.js";
import { base64Of, requireAttributes, requireElement, requireNoText, shapeError } from "./shape.js";
import type { SignatureNode } from "./signature-tree.js";

const timestampNamespace = "http://schemas.microsoft.com/xmldsig/timestamp/2003";

/** Reads `Object Id="ts-countersig"`: an optional `X509Data`, then one `CounterSignature` with a CMS timestamp token. */
export function readCountersignature(object: SignatureNode): CountersignatureParts {
  requireAttributes(object, ["Id"]);
  requireNoText(object);
  if (object.attributes.get("Id") !== "ts-countersig") throw shapeError("Signature holds an Object of unknown purpose");
  const children = [...object.children];
  const data = children.length === 2 ? requireElement(children.shift(), "X509Data", "Object") : null;
  const [counter, ...rest] = children;
  if (counter?.name !== "CounterSignature" || counter.namespace !== timestampNamespace || rest.length > 0) {
    throw shapeError("the Object does not hold one CounterSignature");
  }
  requireAttributes(counter, ["ts-format"]);
  if (counter.attributes.get("ts-format") !== "cms-timestamp-message") {
    throw shapeError("the CounterSignature is of another format than cms-timestamp-message");
  }
  return { token: base64Of(counter), certificates: data === null ? [] : readX509Data(data) };
}
