import { stat } from "node:fs/promises";
import { dirname } from "node:path";

const groupWrites = 0o020;
const othersWrite = 0o002;
const sticky = 0o1000;

/**
 * The first of these paths that others than root may change, as a line that says how, or null. Asked only where it
 * matters: as root, on a system with POSIX permissions. Files of root's own group count as root's.
 */
export async function writableByOthers(paths: readonly string[]): Promise<string | null> {
  if (process.platform === "win32" || process.getuid?.() !== 0) return null;
  for (const path of paths) {
    const found = await stat(path);
    const mode = `mode ${(found.mode & 0o7777).toString(8)}`;
    // In a folder such as /tmp nobody may replace what belongs to another.
    if (found.isDirectory() && (found.mode & sticky) !== 0) continue;
    if ((found.mode & othersWrite) !== 0) return `everybody may write to ${path} (${mode})`;
    if ((found.mode & groupWrites) !== 0 && found.gid !== 0)
      return `the group ${found.gid} may write to ${path} (${mode})`;
  }
  return null;
}

/** The file and the folder in which it could be replaced. */
export function withItsFolder(path: string): readonly string[] {
  return [path, dirname(path)];
}
