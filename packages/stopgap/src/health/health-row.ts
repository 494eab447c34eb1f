/** One row of the health check, as HealthChecker shows it. `name` is null where a row goes on from the one above. */
export interface HealthRow {
  readonly name: string | null;
  readonly details: string;
  readonly color: HealthColor;
}

export type HealthColor = "Green" | "Grey" | "Yellow" | "Red";

/** True where a row asks somebody to look: `health` then ends with status 1. */
export function asksForAttention(rows: readonly HealthRow[]): boolean {
  return rows.some(({ color }) => color === "Yellow" || color === "Red");
}
