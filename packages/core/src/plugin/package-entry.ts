const conditions = ["node", "import", "module-sync", "default"];

/** The file, relative to the package's folder, that `import "name"` means (Node's package entry points). */
export function packageEntry(description: Readonly<Record<string, unknown>>): string {
  const root = rootExport(description.exports);
  if (root !== null) return root;
  return typeof description.main === "string" ? description.main : "index.js";
}

function rootExport(exports: unknown): string | null {
  if (typeof exports !== "object" || exports === null || Array.isArray(exports)) return target(exports);
  return target("." in exports ? exports["."] : exports);
}

function target(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(target).find((found) => found !== null) ?? null;
  if (typeof value !== "object" || value === null) return null;
  for (const [condition, next] of Object.entries(value)) {
    const found = conditions.includes(condition) ? target(next) : null;
    if (found !== null) return found;
  }
  return null;
}
