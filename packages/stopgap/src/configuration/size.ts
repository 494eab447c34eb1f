const units: Readonly<Record<string, number>> = {
  b: 1,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  kb: 1000,
  mb: 1000 ** 2,
  gb: 1000 ** 3,
};

/** `5MiB`, `200 KiB`, `1MB` or a plain number of bytes; null where the text is of another form. */
export function parseSize(text: string): number | null {
  const parts = /^(\d{1,12}(?:\.\d{1,3})?)\s*([kmg]i?b|b)?$/.exec(text.trim().toLowerCase());
  if (parts === null) return null;
  return Math.floor(Number(parts[1]) * (units[parts[2] ?? "b"] ?? 1));
}
