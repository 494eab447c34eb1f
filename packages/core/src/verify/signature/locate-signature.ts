import { StopgapError } from "../../errors/stopgap-error.js";
import { refusal } from "../scan/refusal.js";
import type { ScannedXml, Slice } from "../scan/scan-xml.js";
import { normalizeLineEnds } from "../scan/walk-xml.js";
import { readSignature, type SignatureParts } from "./read-signature.js";

/** The one signature of a feed document: where it stands and what it says. */
export interface LocatedSignature {
  readonly slice: Slice;
  readonly rootTag: string;
  readonly parts: SignatureParts;
}

/** Throws unless the root is `EOCS` without a namespace. */
export function requireFeedRoot({ root }: ScannedXml): void {
  if (root.name !== "EOCS" || root.namespace !== "") {
    throw new StopgapError("DOCUMENT_NOT_A_FEED", "the root element is not EOCS");
  }
}

/** Text of a slice of the scanned bytes, line ends normalised. */
export function textOf({ bytes }: ScannedXml, { start, end }: Slice): string {
  return normalizeLineEnds(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("utf8"));
}

/** Finds and reads the signature: exactly one in the document, the last child element of the root. */
export function locateSignature(scanned: ScannedXml): LocatedSignature {
  const [slice, second] = scanned.signatures;
  if (slice === undefined) throw new StopgapError("SIGNATURE_MISSING", "the document carries no signature");
  if (second !== undefined) throw refusal("SIGNATURE_MULTIPLE", "a second signature", second.start);
  if (slice.depth !== 1 || slice.start !== scanned.lastChild) {
    throw refusal("SIGNATURE_MISPLACED", "a signature that is not the last child of the root", slice.start);
  }
  const rootTag = textOf(scanned, { start: scanned.root.start, end: scanned.root.startTagEnd });
  const parts = readSignature(textOf(scanned, slice), rootTag);
  refuseUncoveredNamespaces(scanned, slice, parts);
  return { slice, rootTag, parts };
}

/** What exclusive C14N leaves out is not covered by the signature; in the `Signature` itself nothing needs it. */
function refuseUncoveredNamespaces(scanned: ScannedXml, slice: Slice, { transform }: SignatureParts): void {
  for (const at of scanned.unusedNamespaces) {
    if (at > slice.start && at < slice.end) throw refusal("SIGNATURE_SHAPE", "a namespace nothing uses", at);
    if (transform === "exclusive") {
      throw refusal("DOCUMENT_NAMESPACE", "a namespace declaration that nothing uses and no signature covers", at);
    }
  }
}
