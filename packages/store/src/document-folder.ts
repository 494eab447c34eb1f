import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type EventLog, StopgapError, sha256Hex } from "@stopgap/core/log";

const documentFile = /^[0-9a-f]{64}$/;

/** Writes every kept document to a folder, a file each, named by its SHA-256. Resolves to how many. */
export async function exportDocuments(log: EventLog, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const hashes = await log.documentHashes();
  for (const sha256 of hashes) {
    const bytes = await log.document(sha256);
    if (bytes !== null) await writeFile(join(folder, sha256), bytes);
  }
  return hashes.length;
}

async function reached<T>(path: string, reading: Promise<T>): Promise<T> {
  return await reading.catch((cause: NodeJS.ErrnoException) => {
    throw new StopgapError("LOG_IMPORT_REFUSED", `${path} cannot be read (${cause.code})`, { cause });
  });
}

/** Keeps every document of such a folder in the log. Rejects with `LOG_IMPORT_REFUSED` where a file is not what its name says. */
export async function importDocuments(log: EventLog, folder: string): Promise<number> {
  const names = (await reached(folder, readdir(folder))).filter((name) => documentFile.test(name));
  for (const name of names) {
    const bytes = await reached(join(folder, name), readFile(join(folder, name)));
    if (sha256Hex(bytes) !== name) throw new StopgapError("LOG_IMPORT_REFUSED", `${join(folder, name)} is changed`);
    await log.restore([], [bytes]);
  }
  return names.length;
}
