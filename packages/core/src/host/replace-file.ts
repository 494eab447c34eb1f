import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { chmod, lstat, open, readdir, rename, unlink } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

export interface ReplaceOptions {
  /** Called before each step that shows; throws to stop there. */
  readonly check: () => void;
  /** Milliseconds to go on trying where another process holds the file (EPERM, EBUSY, EACCES on Windows); 0 elsewhere. */
  readonly patienceMs: number;
}

const own = randomBytes(6).toString("hex");
let count = 0;

/**
 * Replaces `folder/name` in one step, as a crash would leave either the old file or the new one; null removes it.
 * Mode and owner stay. Temporary files that a crash left for this name go. Rejects with the system's error.
 */
export async function replaceFile(
  folder: string,
  name: string,
  bytes: Uint8Array | null,
  options: ReplaceOptions,
): Promise<void> {
  const target = `${folder}/${name}`;
  const before = await lstat(target).catch(nullWhereMissing);
  await sweep(folder, name);
  if (bytes === null) {
    if (before === null) return;
    options.check();
    await patiently(() => unlink(target), options);
    return await syncFolder(folder);
  }
  count += 1;
  const temporary = `${folder}/.${name}.stopgap-${own}-${count}.tmp`;
  try {
    await writeNew(temporary, bytes, before);
    options.check();
    await patiently(() => rename(temporary, target), options);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
}

async function writeNew(path: string, bytes: Uint8Array, like: Stats | null): Promise<void> {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);
  const file = await open(path, flags, like === null ? 0o666 : 0o600);
  try {
    await file.writeFile(bytes);
    if (like !== null && process.platform !== "win32") {
      const made = await file.stat();
      if (made.uid !== like.uid || made.gid !== like.gid) {
        // Only root can give files away; for others the content and mode still count.
        await file.chown(like.uid, like.gid).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== "EPERM") throw error;
        });
      }
      await file.chmod(like.mode & 0o7777);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (like !== null && process.platform === "win32") await chmod(path, like.mode & 0o7777);
}

async function sweep(folder: string, name: string): Promise<void> {
  const start = `.${name}.stopgap-`;
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(start) || !entry.endsWith(".tmp") || entry.startsWith(`${start}${own}-`)) continue;
    await unlink(`${folder}/${entry}`).catch(() => {});
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders for syncing.
  if (process.platform === "win32") return;
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const held = new Set(["EPERM", "EBUSY", "EACCES"]);

async function patiently(step: () => Promise<void>, options: ReplaceOptions): Promise<void> {
  const end = performance.now() + options.patienceMs;
  for (let pause = 10; ; pause = Math.min(pause * 2, 250)) {
    try {
      return await step();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined || !held.has(code) || performance.now() >= end) throw error;
    }
    await delay(pause);
    options.check();
  }
}

export function nullWhereMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
  throw error;
}
