import { StopgapError } from "../../errors/stopgap-error.js";
import { visibleText } from "../../feed/http/visible-text.js";
import type { Certificate } from "../certificate/certificate.js";
import type { Path } from "../certificate/find-path.js";
import type { RevocationPolicy } from "../trust-policy.js";
import { type Crl, readCrl } from "./crl.js";
import { crlUrls } from "./distribution-points.js";
import { type CrlQuestion, type CrlVerdict, judgeCrl } from "./judge-crl.js";

export interface RevocationQuestion {
  /** A path that has passed every other check. */
  readonly path: Path;
  /** When the certificates are judged. */
  readonly at: Date;
  /** What the clock says. */
  readonly now: Date;
  readonly policy: RevocationPolicy;
  readonly signal?: AbortSignal | undefined;
  readonly explain?: ((step: string) => void) | undefined;
}

/**
 * Checks every certificate of the path below the root. CERTIFICATE_REVOKED where a correctly signed CRL lists one; in mode
 * `required` also CRL_MISSING, CRL_STALE or CRL_INVALID where no current one covers it. Rejects as the signal says when aborted.
 */
export async function checkRevocation({ path, at, now, policy, signal, explain }: RevocationQuestion): Promise<void> {
  if (policy.mode === "off") {
    explain?.("revocation is not checked (mode off)");
    return;
  }
  const downwards = path.toReversed();
  for (const [index, certificate] of downwards.entries()) {
    const issuer = downwards[index - 1];
    if (issuer === undefined) continue;
    const verdict = await judge({ certificate, issuer, at, now }, policy, { signal, explain });
    explain?.(describe(certificate, verdict));
    if (verdict.kind === "revoked") {
      const { date, reason } = verdict.entry;
      throw new StopgapError(
        "CERTIFICATE_REVOKED",
        `the certificate ${certificate.subject.text} was revoked on ${date.toISOString()}${reason === null ? "" : ` (reason ${reason})`}`,
      );
    }
    if (verdict.kind === "good" || policy.mode !== "required") continue;
    const code = verdict.kind === "stale" ? "CRL_STALE" : verdict.kind === "other" ? "CRL_MISSING" : "CRL_INVALID";
    const why = verdict.kind === "other" ? "no CRL of its issuer is at hand" : verdict.why;
    throw new StopgapError(
      code,
      `whether the certificate ${certificate.subject.text} is revoked cannot be told: ${why}`,
    );
  }
}

type Asking = Pick<RevocationQuestion, "signal" | "explain">;

/** Configured CRLs first; distribution points only where those leave it open. */
async function judge(question: CrlQuestion, policy: RevocationPolicy, asking: Asking): Promise<CrlVerdict> {
  let verdict: CrlVerdict = { kind: "other" };
  for (const der of policy.crls) verdict = weigh(verdict, judgeBytes(der, question));
  if (policy.fetchCrl === null) return verdict;
  for (const url of crlUrls(question.certificate)) {
    if (verdict.kind === "good" || verdict.kind === "revoked") break;
    verdict = weigh(verdict, await fetchAndJudge(url, policy.fetchCrl, question, asking));
  }
  return verdict;
}

async function fetchAndJudge(
  url: string,
  fetchCrl: NonNullable<RevocationPolicy["fetchCrl"]>,
  question: CrlQuestion,
  { signal, explain }: Asking,
): Promise<CrlVerdict> {
  let der: Uint8Array;
  try {
    der = await fetchCrl(url, signal ?? new AbortController().signal);
    explain?.(`a revocation list came from ${visibleText(url)}`);
  } catch (error) {
    signal?.throwIfAborted();
    explain?.(
      `no revocation list from ${visibleText(url)}: ${visibleText(error instanceof Error ? error.message : String(error))}`,
    );
    return { kind: "other" };
  }
  signal?.throwIfAborted();
  return judgeBytes(der, question);
}

function judgeBytes(der: Uint8Array, question: CrlQuestion): CrlVerdict {
  let crl: Crl;
  try {
    crl = readCrl(der);
  } catch (cause) {
    if (cause instanceof StopgapError) return { kind: "unreadable", why: cause.message };
    throw cause;
  }
  return judgeCrl(crl, question);
}

const weight: Readonly<Record<CrlVerdict["kind"], number>> = {
  other: 0,
  unreadable: 1,
  invalid: 2,
  stale: 3,
  good: 4,
  revoked: 5,
};

function weigh(one: CrlVerdict, other: CrlVerdict): CrlVerdict {
  return weight[other.kind] > weight[one.kind] ? other : one;
}

function describe(certificate: Certificate, verdict: CrlVerdict): string {
  const name = certificate.subject.text;
  switch (verdict.kind) {
    case "good":
      return `${name} is not revoked, by a CRL good until ${verdict.nextUpdate.toISOString()}`;
    case "revoked":
      return `${name} is revoked since ${verdict.entry.date.toISOString()}`;
    case "other":
      return `${name}: no CRL of its issuer is at hand`;
    default:
      return `${name}: ${verdict.why}`;
  }
}
