import { Asn1Error } from "../certificate/asn1/asn1-error.js";
import { inside, readWhole, TAG } from "../certificate/asn1/der-reader.js";
import type { Certificate } from "../certificate/certificate.js";
import type { GeneralName } from "../certificate/general-name.js";
import { readPointName } from "./crl.js";

/**
 * The names of the places where the issuer publishes complete CRLs for `certificate` (RFC 5280 4.2.1.13).
 * Points for some reasons only, of another CRL issuer, or named relatively are left out; null where the extension is malformed.
 */
export function distributionPoints(certificate: Certificate): readonly GeneralName[] | null {
  const extension = certificate.extensions.get("2.5.29.31");
  if (extension === undefined) return [];
  try {
    const names: GeneralName[] = [];
    for (const point of inside(readWhole(extension.value, TAG.sequence)).rest()) {
      if (point.tag !== TAG.sequence) throw new Asn1Error("not a distribution point");
      const reader = inside(point);
      const name = reader.optional(0xa0);
      const reasons = reader.optional(0x81);
      const issuer = reader.optional(0xa2);
      reader.end();
      if (name === null || reasons !== null || issuer !== null || name.content[0] !== 0xa0) continue;
      names.push(...readPointName(name));
    }
    return names;
  } catch (cause) {
    if (cause instanceof Asn1Error) return null;
    throw cause;
  }
}

/** The `http:` URLs among the points, in order, at most four. */
export function crlUrls(certificate: Certificate): string[] {
  const urls = (distributionPoints(certificate) ?? []).flatMap((name) => (name.form === "uri" ? [name.text] : []));
  const http = urls.filter((url) => /^http:\/\//i.test(url) && url.length <= 2048 && URL.canParse(url));
  return [...new Set(http)].slice(0, 4);
}
