import { mkdir, open, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkSize } from "./file-failure.js";
import { nullWhereMissing, replaceFile } from "./replace-file.js";
import { refused } from "./windows-path.js";

/** Bytes of the file at a checked absolute path, or null; links are followed, as everywhere on a real machine. */
export async function readNative(path: string): Promise<Uint8Array | null> {
  const file = await open(path, "r").catch(nullWhereMissing);
  if (file === null) return null;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refused(path, "it is not a file");
    checkSize(stats.size, path);
    return new Uint8Array(await file.readFile());
  } finally {
    await file.close();
  }
}

/** Replaces the file that `path` leads to, atomically; null removes it. Folders above it are made. */
export async function writeNative(
  path: string,
  bytes: Uint8Array | null,
  options: { readonly check: () => void; readonly patienceMs: number },
): Promise<void> {
  if (bytes !== null) checkSize(bytes.length, path);
  const real = await realpath(path).catch(nullWhereMissing);
  if (real === null && bytes === null) return;
  if (real === null) await mkdir(dirname(path), { recursive: true });
  const place = real ?? join(await realpath(dirname(path)), path.slice(dirname(path).length).replace(/^[\\/]+/, ""));
  const folder = dirname(place);
  await replaceFile(folder, place.slice(folder.length).replace(/^[\\/]+/, ""), bytes, options);
}
