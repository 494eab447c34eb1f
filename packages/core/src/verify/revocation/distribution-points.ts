import { Asn1Error } from "../certificate/asn1/asn1-error.js";
import { type DerElement, inside, readWhole, TAG } from "../certificate/asn1/der-reader.js";
import { readNamedBits } from "../certificate/asn1/der-values.js";
import type { Certificate } from "../certificate/certificate.js";
import { type GeneralName, readGeneralNames } from "../certificate/general-name.js";
import { readPointName } from "./crl.js";

/** What one point says (RFC 5280 4.2.1.13). `names` is empty where it is named relative to an issuer, or not at all. */
interface DistributionPoint {
  readonly names: readonly GeneralName[];
  /** For some reasons only, or of another CRL issuer. */
  readonly isLimited: boolean;
}

/** Reads the extension, at least one point; Asn1Error where it is malformed. */
export function readDistributionPoints(value: Uint8Array): readonly DistributionPoint[] {
  const points = inside(readWhole(value, TAG.sequence)).rest().map(readPoint);
  if (points.length === 0) throw new Asn1Error("distribution points without a point");
  return points;
}

function readPoint(point: DerElement): DistributionPoint {
  if (point.tag !== TAG.sequence) throw new Asn1Error("not a distribution point");
  const reader = inside(point);
  const name = reader.optional(0xa0);
  const reasons = reader.optional(0x81);
  const issuer = reader.optional(0xa2);
  reader.end();
  if (name === null && issuer === null) throw new Asn1Error("a distribution point without a name");
  if (reasons !== null) readNamedBits({ ...reasons, tag: TAG.bitString });
  if (issuer !== null) readGeneralNames(issuer);
  const names = name === null || name.content[0] === 0xa1 ? [] : readPointName(name);
  return { names, isLimited: reasons !== null || issuer !== null };
}

/** The names of the places where the issuer publishes complete CRLs for `certificate`; limited points are left out. */
export function distributionPoints({ extensions }: Certificate): readonly GeneralName[] {
  const extension = extensions.get("2.5.29.31");
  if (extension === undefined) return [];
  return readDistributionPoints(extension.value).flatMap(({ names, isLimited }) => (isLimited ? [] : names));
}

/** The `http:` URLs among the points, in order, at most four. */
export function crlUrls(certificate: Certificate): string[] {
  const urls = distributionPoints(certificate).flatMap((name) => (name.form === "uri" ? [name.text] : []));
  const http = urls.filter((url) => /^http:\/\//i.test(url) && url.length <= 2048 && URL.canParse(url));
  return [...new Set(http)].slice(0, 4);
}
