/** `2026-11-21 18:00:00Z` for an ISO 8601 time. */
export function clockTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`;
}

const steps: readonly [unit: string, milliseconds: number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** `3 hours`, in the largest unit that fits at least once; `less than a second` below that. */
export function span(milliseconds: number): string {
  const length = Math.abs(milliseconds);
  const step = steps.find(([, size]) => length >= size);
  if (step === undefined) return "less than a second";
  const count = Math.floor(length / step[1]);
  return `${count} ${step[0]}${count === 1 ? "" : "s"}`;
}

/** `3 hours ago`, or `in 3 hours`. */
export function ago(iso: string, now: Date): string {
  const passed = now.getTime() - Date.parse(iso);
  return passed >= 0 ? `${span(passed)} ago` : `in ${span(passed)}`;
}
