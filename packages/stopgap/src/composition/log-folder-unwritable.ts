import { StopgapError } from "@stopgap/core";

/** Told where the log folder did not take something; the work goes on. */
export type Unwritable = (error: StopgapError) => void;

/** The error where the log folder takes no file: checkpoints and log lines have nowhere to go. */
export function logFolderUnwritable(directory: string, cause: unknown): StopgapError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new StopgapError("LOG_UNWRITABLE", `the log folder ${directory} cannot be written (${code})`, {
    cause,
    remedy: "check space, owner and permissions of log.directory",
  });
}
