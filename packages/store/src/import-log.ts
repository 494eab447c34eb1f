import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { type Head, importLines, linesOf, StopgapError } from "@stopgap/core/log";
import { importDocuments } from "./document-folder.js";
import { withCycleLock } from "./hold-lock.js";
import { logFailure } from "./log-failure.js";
import { openSqliteEventLog } from "./sqlite-event-log.js";
import { syncFolder } from "./write-durably.js";

export interface Imported {
  readonly head: Head;
  readonly documents: number;
}

/**
 * Makes an event log of an export, and of the folder of its documents where one is given: all of it or nothing, also where it
 * is killed half way. Rejects with `LOG_CONFLICT` where the file is a log with events in it, and with `LOG_IMPORT_REFUSED`.
 */
export async function importLog(
  file: string,
  chunks: AsyncIterable<Uint8Array | string>,
  documentFolder: string | null,
): Promise<Imported> {
  await refuseUnlessEmpty(file);
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.part`;
  try {
    const imported = await importInto(draft, chunks, documentFolder);
    await withCycleLock(file, "stopgap audit import", async () => {
      await refuseUnlessEmpty(file);
      remove(file);
      renameSync(draft, file);
      syncFolder(dirname(file));
    });
    return imported;
  } catch (error) {
    remove(draft);
    throw logFailure(error, file);
  }
}

async function importInto(
  draft: string,
  chunks: AsyncIterable<Uint8Array | string>,
  documentFolder: string | null,
): Promise<Imported> {
  remove(draft);
  const log = await openSqliteEventLog(draft);
  try {
    const head = await importLines(log, linesOf(chunks));
    const documents = documentFolder === null ? 0 : await importDocuments(log, documentFolder);
    return { head, documents };
  } finally {
    // The last one to close takes the WAL into the file.
    await log.close();
  }
}

async function refuseUnlessEmpty(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const log = await openSqliteEventLog(file, { readOnly: true });
  const { position } = await log.head();
  await log.close();
  if (position === 0) return;
  const remedy = "name a store.file that does not exist";
  throw new StopgapError("LOG_CONFLICT", `${file} holds ${position} events already`, { remedy });
}

function remove(file: string): void {
  for (const ending of ["", "-wal", "-shm"]) rmSync(`${file}${ending}`, { force: true });
}
