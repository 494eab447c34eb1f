import type { VerifiedChain } from "./certificate/verify-chain.js";
import type { JudgedTime } from "./judge-time.js";
import { limits } from "./limits.js";
import type { TrustWarning } from "./verified-feed.js";

const day = 86_400_000;

/** The certificates of a chain that end within `limits.warningDays`; none where a countersignature makes their end harmless. */
export function trustWarnings(
  { path }: Pick<VerifiedChain, "path">,
  { countersignedAt }: JudgedTime,
  now: Date,
): readonly TrustWarning[] {
  if (countersignedAt !== null) return [];
  return path
    .map(({ subject, notAfter }) => ({
      subject,
      notAfter: notAfter.toISOString(),
      daysLeft: Math.floor((notAfter.getTime() - now.getTime()) / day),
    }))
    .filter(({ daysLeft }) => daysLeft < limits.warningDays);
}
