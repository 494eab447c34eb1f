import type { SourceFile } from "./source-files.js";

/** These files and all that run when they are loaded: imports of types alone are not followed. */
export function reachedFrom(
  starts: readonly SourceFile[],
  byPath: ReadonlyMap<string, SourceFile>,
): readonly SourceFile[] {
  const reached = new Set(starts);
  for (const file of reached) {
    for (const { to, isType } of file.imports) {
      const next = isType || to.kind !== "file" ? undefined : byPath.get(to.name);
      if (next !== undefined) reached.add(next);
    }
  }
  return [...reached];
}
