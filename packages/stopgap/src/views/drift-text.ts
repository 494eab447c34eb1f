import { type Decision, driftWords } from "@stopgap/core";

/** The decisions of a cycle that found the host other than what is applied. */
export function driftedOf(decisions: readonly Decision[]): readonly Decision[] {
  return decisions.filter(({ decision, drift }) => decision === "reapply" || drift !== undefined);
}

/** What a cycle found changed on the host, or null where nothing was: per action what happened, and what was seen. */
export function driftText(decisions: readonly Decision[]): string | null {
  const lines = driftedOf(decisions).map(({ appliedId, drift, reason }) =>
    drift === undefined ? `${appliedId}: ${reason}` : `${appliedId}: ${driftWords(drift)}: ${drift.difference}`,
  );
  return lines.length === 0 ? null : `Drift: ${lines.join("; ")}`;
}
