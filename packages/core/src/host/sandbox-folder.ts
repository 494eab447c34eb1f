import { constants } from "node:fs";
import { access, type FileHandle, lstat, mkdir, open, readdir } from "node:fs/promises";
import { nullWhereMissing } from "./replace-file.js";
import { foldCase, refused } from "./windows-path.js";

/**
 * A folder of the sandbox held open, so that what is below it is reached through the handle and not by name again:
 * a link put in place between the check and the use leads nowhere (openat(2) by way of /proc/self/fd).
 * Where there is no /proc, the check alone stands.
 */
export interface SandboxFolder {
  /** Where the folder's entries are reached; valid until `close`. */
  readonly path: string;
  close(): Promise<void>;
}

const folderFlags = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Opens a folder that is known to be meant: the root itself. */
export async function openRoot(realPath: string): Promise<SandboxFolder> {
  return await hold(realPath, realPath);
}

async function hold(path: string, shown: string): Promise<SandboxFolder> {
  if (process.platform === "win32") return { path, close: async () => {} };
  let handle: FileHandle;
  try {
    handle = await open(path, folderFlags);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ELOOP" || code === "ENOTDIR") throw refused(shown, "a link or a file stands where a folder should");
    throw error;
  }
  const through = `/proc/self/fd/${handle.fd}`;
  const reachable = await access(through).then(
    () => true,
    () => false,
  );
  return { path: reachable ? through : path, close: () => handle.close() };
}

/**
 * The entry's name as it is written on disk, whatever the case asked for; null where there is none.
 * An exact match goes first. Refuses links and what is neither file nor folder.
 */
export async function findEntry(
  folder: SandboxFolder,
  name: string,
  shown: string,
): Promise<{ readonly name: string; readonly isFolder: boolean } | null> {
  const found = (await isThere(folder, name)) ? name : await matchingName(folder, name);
  if (found === null) return null;
  const stats = await lstat(`${folder.path}/${found}`).catch(nullWhereMissing);
  if (stats === null) return null;
  if (stats.isSymbolicLink()) throw refused(shown, `"${found}" is a link`);
  if (!stats.isDirectory() && !stats.isFile()) throw refused(shown, `"${found}" is neither a file nor a folder`);
  return { name: found, isFolder: stats.isDirectory() };
}

async function isThere(folder: SandboxFolder, name: string): Promise<boolean> {
  return (await lstat(`${folder.path}/${name}`).catch(nullWhereMissing)) !== null;
}

async function matchingName(folder: SandboxFolder, name: string): Promise<string | null> {
  const wanted = foldCase(name);
  const matches = (await readdir(folder.path)).filter((entry) => foldCase(entry) === wanted);
  return matches.toSorted()[0] ?? null;
}

/** The folder of that name inside `folder`, made where `make` is true; null where there is none. */
export async function openBelow(
  folder: SandboxFolder,
  name: string,
  make: boolean,
  shown: string,
): Promise<SandboxFolder | null> {
  const entry = await findEntry(folder, name, shown);
  if (entry === null) {
    if (!make) return null;
    await mkdir(`${folder.path}/${name}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    return await hold(`${folder.path}/${name}`, shown);
  }
  if (!entry.isFolder) {
    if (make) throw refused(shown, `"${entry.name}" is a file, not a folder`);
    return null;
  }
  return await hold(`${folder.path}/${entry.name}`, shown);
}
