import { StopgapError } from "../../errors/stopgap-error.js";
import { checkRevocation } from "../revocation/check-revocation.js";
import type { RevocationPolicy } from "../trust-policy.js";
import { type Certificate, readCertificate } from "./certificate.js";
import { checkPath, type PathRequirements } from "./check-path.js";
import { explainCertificates } from "./explain-certificates.js";
import { findPath, type Path } from "./find-path.js";

const maxCertificates = 10;
const maxRoots = 32;

export interface PathQuestion extends PathRequirements {
  readonly leaf: Certificate;
  readonly pool: readonly Certificate[];
  readonly roots: readonly Certificate[];
  /** What the clock says, which CRLs are held against. */
  readonly now: Date;
  readonly revocation: RevocationPolicy;
  readonly signal?: AbortSignal | undefined;
  readonly explain?: ((step: string) => void) | undefined;
}

/** A path from the leaf to a root that passes RFC 5280 path validation and revocation; else the StopgapError that names why not. */
export async function validatePath(question: PathQuestion): Promise<Path> {
  const { leaf, pool, roots, at, now, revocation, signal, explain } = question;
  const path = findPath(leaf, pool, roots, (candidate) => checkPath(candidate, question));
  explainCertificates(path.slice(-1), "pinned", explain);
  explain?.(`chain: ${path.map((certificate) => certificate.subject.text).join(" <- ")}, good at ${at.toISOString()}`);
  await checkRevocation({ path, at, now, policy: revocation, signal, explain });
  return path;
}

/** Reads certificates that came with a document: duplicates dropped, at most ten left. */
export function readPool(ders: readonly Uint8Array[]): readonly Certificate[] {
  const distinct = readDistinct(ders, 4 * maxCertificates);
  if (distinct.length > maxCertificates) {
    throw new StopgapError(
      "CERTIFICATE_TOO_MANY",
      `${distinct.length} certificates where at most ${maxCertificates} are accepted`,
    );
  }
  return distinct;
}

/** Reads configured roots, duplicates dropped. */
export function readRoots(ders: readonly Uint8Array[]): readonly Certificate[] {
  return readDistinct(ders, maxRoots);
}

function readDistinct(ders: readonly Uint8Array[], most: number): readonly Certificate[] {
  if (ders.length > most) {
    throw new StopgapError("CERTIFICATE_TOO_MANY", `${ders.length} certificates where at most ${most} are accepted`);
  }
  return [...new Set(ders.map(readCertificate))];
}
