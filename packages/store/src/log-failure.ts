import { statSync } from "node:fs";
import { StopgapError } from "@stopgap/core/log";
import { writerOf } from "./writer-of.js";

const unwritable: Readonly<Record<string, string>> = {
  SQLITE_FULL: "the disk is full; nothing of this write was kept",
  SQLITE_READONLY: "the file or its folder is read-only for this user",
  SQLITE_CANTOPEN: "the file cannot be opened by this user, or its folder does not exist",
  SQLITE_PERM: "this user may not use the file",
  SQLITE_IOERR_READ: "the disk refused to read",
  SQLITE_IOERR_SHORT_READ: "the disk gave less than there is",
  SQLITE_IOERR: "the disk refused to read or write; nothing of this write was kept",
  SQLITE_TOOBIG: "an event or document is larger than the file format allows",
};

/** True where another process holds a lock that it will give up. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== null && (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED"));
}

/** What SQLite said, as an error of stage `log`; anything else comes back as it is. */
export function logFailure(error: unknown, file: string): unknown {
  // better-sqlite3 says this one itself.
  if (error instanceof TypeError && error.message.includes("directory does not exist")) {
    return new StopgapError("LOG_UNWRITABLE", `the folder of ${file} does not exist`, { cause: error });
  }
  const code = sqliteCode(error);
  if (code === null) return error;
  if (isBusy(error)) {
    return new StopgapError("LOG_IN_USE", `${file} is being written by ${writerOf(file)}`, { cause: error });
  }
  const message = error instanceof Error ? error.message : "";
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    const remedy = "name a file under store.file";
    return new StopgapError("LOG_UNWRITABLE", `${file} is a folder, not a file`, { cause: error, remedy });
  }
  const known = Object.keys(unwritable).find((prefix) => code.startsWith(prefix));
  if (known === undefined) {
    return new StopgapError("LOG_DAMAGED", `${file} is damaged or no event log (${message})`, { cause: error });
  }
  return new StopgapError("LOG_UNWRITABLE", `${file}: ${unwritable[known]} (${code})${ownerOf(file)}`, {
    cause: error,
  });
}

function sqliteCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  return error.code.startsWith("SQLITE_") ? error.code : null;
}

/** Whose the file is, where it is another user's; else nothing. */
export function ownerOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  const user = process.getuid?.();
  if (stats === undefined || user === undefined || user === stats.uid) return "";
  return `; it belongs to user ${stats.uid}, and this is user ${user}`;
}
