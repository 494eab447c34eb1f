import { closeSync, createWriteStream, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** A draft that is there already, or a link in its place, is never written into. */
const fresh = { mode: 0o600, flag: "wx", flags: "wx" } as const;

/** Writes a text under its name at once or not at all: what stands under the name is whole and on the disk. */
export async function writeDurably(path: string, text: string): Promise<void> {
  await atOnce(path, (draft) => writeFile(draft, text, fresh));
}

/** The same with gzip of the content. */
export async function writeGzip(path: string, content: AsyncIterable<string | Uint8Array>): Promise<void> {
  await atOnce(path, (draft) => pipeline(Readable.from(content), createGzip(), createWriteStream(draft, fresh)));
}

async function atOnce(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  rmSync(draft, { force: true });
  try {
    await write(draft);
    sync(draft, "r+");
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** A rename is on the disk once its folder is. Windows has no such call, and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform !== "win32") sync(folder, "r");
}

function sync(path: string, flags: "r" | "r+"): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
