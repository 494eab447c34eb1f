import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

export interface PackageFiles {
  /** Absolute, the package's folder first. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** All of an installed package but its own node_modules. */
export async function packageFiles(folder: string): Promise<PackageFiles> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name));
  const inside = entries.filter((entry) => entry.isDirectory() && entry.name !== "node_modules");
  const below = await Promise.all(inside.map((entry) => packageFiles(join(folder, entry.name))));
  return {
    folders: [folder, ...below.flatMap((found) => found.folders)],
    files: [...files, ...below.flatMap((found) => found.files)],
  };
}

/** SHA-256, lower-case hex, over each file's path, NUL and bytes, in order of path. */
export async function hashFiles(folder: string, files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files.toSorted()) {
    hash.update(`${relative(folder, file).replaceAll(sep, "/")}\0`);
    hash.update(await readFile(file));
  }
  return hash.digest("hex");
}
