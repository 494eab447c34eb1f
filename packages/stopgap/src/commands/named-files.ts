import { access, type FileHandle, open, readFile, writeFile } from "node:fs/promises";
import { StopgapError } from "@stopgap/core";

/** Writes a file named on the command line. Rejects with `FILE_UNWRITABLE`; `fresh` refuses one that is there. */
export async function writeNamedFile(
  file: string,
  content: string | Uint8Array,
  options: { readonly fresh?: boolean; readonly mode?: number } = {},
): Promise<void> {
  const { fresh = false, mode = 0o666 } = options;
  try {
    await writeFile(file, content, { flag: fresh ? "wx" : "w", mode });
  } catch (cause) {
    throw new StopgapError("FILE_UNWRITABLE", `${file} cannot be written: ${why(cause)}`, { cause });
  }
}

/** Reads a file named on the command line. Rejects with `FILE_UNREADABLE`. */
export async function readNamedFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new StopgapError("FILE_UNREADABLE", `${file} cannot be read: ${why(cause)}`, { cause });
  }
}

/** Opens a file named on the command line for reading. Rejects with `FILE_UNREADABLE`. */
export async function openNamedFile(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file);
    if (!(await handle.stat()).isDirectory()) return handle;
    await handle.close();
    throw Object.assign(new Error("a folder"), { code: "EISDIR" });
  } catch (cause) {
    throw new StopgapError("FILE_UNREADABLE", `${file} cannot be read: ${why(cause)}`, { cause });
  }
}

/** True where there is something of that name. */
export async function isThere(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

/** Rejects with `FILE_UNWRITABLE` where there is something of that name. */
export async function refuseExisting(file: string): Promise<void> {
  if (await isThere(file)) throw new StopgapError("FILE_UNWRITABLE", `${file} cannot be written: it is there already`);
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: "it is there already",
  ENOENT: "it, or its folder, does not exist",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EISDIR: "it is a folder",
  ENOSPC: "there is no space left",
};

/** What kept a named file from being read or written, in words where there are some. */
export function why(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return reasons[code] ?? code;
}
