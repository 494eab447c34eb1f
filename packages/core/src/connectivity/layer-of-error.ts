import type { StopgapError } from "../errors/stopgap-error.js";
import { type Layer, layers } from "../feed/http/layer.js";

const ofFreshness = new Set([
  "DOCUMENT_ROLLBACK",
  "DOCUMENT_FORK",
  "DOCUMENT_EXPIRED",
  "DOCUMENT_ISSUED_AHEAD",
  "DOCUMENT_SERIAL_MISSING",
]);

/** The layer an error of fetching or verifying is about: what fetching says itself, else by the error's code. */
export function layerOfError({ code, details }: StopgapError): Layer {
  const named = layers.find((layer) => layer === details.layer);
  if (named !== undefined) return named;
  if (ofFreshness.has(code)) return "freshness";
  if (code.startsWith("CRL_") || code === "CERTIFICATE_REVOKED") return "revocation";
  if (code.startsWith("CERTIFICATE_") || code.startsWith("COUNTERSIGNATURE_")) return "chain";
  if (code.startsWith("DOCUMENT_")) return "body";
  return "signature";
}
