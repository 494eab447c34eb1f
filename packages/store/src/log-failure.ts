import { StopgapError } from "@stopgap/core";

const unwritable: Readonly<Record<string, string>> = {
  SQLITE_FULL: "the disk is full",
  SQLITE_READONLY: "the file is read-only for this user",
  SQLITE_CANTOPEN: "the file cannot be opened by this user",
  SQLITE_PERM: "this user may not use the file",
  SQLITE_IOERR: "the disk does not answer",
};

/** What SQLite said, as an error of stage `log`; anything else comes back as it is. */
export function logFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return error;
  const { code } = error;
  if (!code.startsWith("SQLITE_")) return error;
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
    return new StopgapError("LOG_IN_USE", `another process is writing ${file}`, { cause: error });
  }
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") {
    return new StopgapError("LOG_DAMAGED", `${file} is damaged or no event log (${error.message})`, { cause: error });
  }
  const known = Object.keys(unwritable).find((prefix) => code.startsWith(prefix));
  const why = known === undefined ? error.message : unwritable[known];
  return new StopgapError(known === undefined ? "LOG_DAMAGED" : "LOG_UNWRITABLE", `${file}: ${why}`, { cause: error });
}
