import { closeSync, fsyncSync, openSync, renameSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** Writes gzip of the content under its name at once or not at all: what stands under the name is whole and on the disk. */
export async function writeGzip(path: string, content: AsyncIterable<string | Uint8Array>): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  const file = await open(draft, "w", 0o600);
  try {
    await pipeline(Readable.from(content), createGzip(), file.createWriteStream({ autoClose: false }));
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** A rename is on the disk once its folder is. Windows has no such call, and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
