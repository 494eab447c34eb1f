import { StopgapError } from "../errors/stopgap-error.js";
import { verifyCountersignature } from "./countersignature/verify-countersignature.js";
import type { SignatureParts } from "./signature/read-signature.js";
import type { TrustPolicy } from "./trust-policy.js";

export interface JudgedTime {
  /** The time the certificates are judged at. */
  readonly at: Date;
  /** ISO 8601 UTC, where a countersignature holds. */
  readonly countersignedAt: string | null;
}

interface JudgeContext {
  readonly now: Date;
  readonly signal?: AbortSignal;
  readonly explain?: (step: string) => void;
}

/**
 * The countersignature's time where it holds, else now. The signature does not cover the countersignature, so anyone can
 * add, spoil or strip it: one that does not hold counts as none, which is the stricter reading, and refuses nothing itself.
 */
export async function judgeTime(
  { countersignature, signatureValue }: SignatureParts,
  { timestampRoots, revocation }: TrustPolicy,
  { now, signal, explain }: JudgeContext,
): Promise<JudgedTime> {
  if (countersignature === null || timestampRoots.length === 0) return { at: now, countersignedAt: null };
  try {
    const at = await verifyCountersignature({
      ...countersignature,
      signatureValue,
      roots: timestampRoots,
      now,
      revocation,
      ...(signal === undefined ? {} : { signal }),
      ...(explain === undefined ? {} : { explain }),
    });
    return { at, countersignedAt: at.toISOString() };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof StopgapError)) throw error;
    explain?.(`the countersignature does not count: ${error.code}: ${error.message}`);
    return { at: now, countersignedAt: null };
  }
}
