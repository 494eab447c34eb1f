import { constants } from "node:fs";
import { mkdir, open, realpath } from "node:fs/promises";
import { StopgapError } from "../errors/stopgap-error.js";
import type { Host } from "../plugin/host.js";
import { abortable } from "./abortable.js";
import { checkSize, fileFailure } from "./file-failure.js";
import type { HostContext } from "./host-context.js";
import { nullWhereMissing, replaceFile } from "./replace-file.js";
import { findEntry, openBelow, openRoot, type SandboxFolder } from "./sandbox-folder.js";
import { parseWindowsPath, refused } from "./windows-path.js";

/**
 * A folder that stands for a Windows server: `C:\x` is `root/C/x`, a bare name a table at the root. Nothing outside
 * `root` is read or written: HOST_PATH_REFUSED. It runs no programs: HOST_RUN_REFUSED.
 */
export function openSandboxHost(root: string, context: HostContext): Host {
  const { signal } = context;
  return {
    kind: "sandbox",
    readFile: (path) => abortable(signal, () => guarded("read", path, () => read(root, path))),
    writeFile: (path, bytes) =>
      abortable(signal, () => guarded("write", path, () => write(root, path, bytes, () => signal.throwIfAborted()))),
    run: (program) =>
      abortable(signal, async () => {
        throw new StopgapError("HOST_RUN_REFUSED", `the sandbox host runs no programs, and not ${program}`);
      }),
    now: context.now,
    log: context.log,
    signal,
  };
}

async function guarded<T>(doing: "read" | "write", path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileFailure(error, doing, path);
  }
}

async function read(root: string, path: string): Promise<Uint8Array | null> {
  return await inFolder(root, path, false, async (folder, name) => {
    const entry = await findEntry(folder, name, path);
    if (entry === null) return null;
    if (entry.isFolder) throw refused(path, "it is a folder");
    return await readRegular(`${folder.path}/${entry.name}`, path);
  });
}

async function readRegular(place: string, path: string): Promise<Uint8Array | null> {
  // O_NONBLOCK: a pipe put in the file's place must not hold the reader.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(place, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ELOOP") throw refused(path, "it is a link");
    return nullWhereMissing(error);
  });
  if (file === null) return null;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refused(path, "it is not a file");
    checkSize(stats.size, path);
    const bytes = await file.readFile();
    checkSize(bytes.length, path);
    return new Uint8Array(bytes);
  } finally {
    await file.close();
  }
}

async function write(root: string, path: string, bytes: Uint8Array | null, check: () => void): Promise<void> {
  if (bytes !== null) checkSize(bytes.length, path);
  await inFolder(root, path, bytes !== null, async (folder, name) => {
    const entry = await findEntry(folder, name, path);
    if (entry?.isFolder) throw refused(path, "it is a folder");
    await replaceFile(folder.path, entry?.name ?? name, bytes, { check, patienceMs: 0 });
    return null;
  });
}

/** Walks down to the folder of the path's last name; null where a folder above is missing and `make` is false. */
async function inFolder<T>(
  root: string,
  path: string,
  make: boolean,
  work: (folder: SandboxFolder, name: string) => Promise<T>,
): Promise<T | null> {
  const { drive, segments } = parseWindowsPath(path, true);
  const steps = drive === null ? [...segments] : [drive, ...segments];
  const name = steps.pop() ?? "";
  if (make) await mkdir(root, { recursive: true });
  const real = await realpath(root).catch(nullWhereMissing);
  if (real === null) return null;
  let folder = await openRoot(real);
  try {
    for (const step of steps) {
      const below = await openBelow(folder, step, make, path);
      if (below === null) return null;
      const above = folder;
      folder = below;
      await above.close();
    }
    return await work(folder, name);
  } finally {
    await folder.close();
  }
}
