const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30s`, `10m`, `24h`, `7d`, `500ms` or `0` in milliseconds; null where the text is of another form. */
export function parseDuration(text: string): number | null {
  const parts = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)$/.exec(text.trim().toLowerCase());
  if (parts === null) return text.trim() === "0" ? 0 : null;
  return Math.round(Number(parts[1]) * (units[parts[2] ?? ""] ?? 0));
}
