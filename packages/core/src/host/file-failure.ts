import { StopgapError } from "../errors/stopgap-error.js";

/** Largest file a host reads or writes. */
const largestFile = 32 * 1024 * 1024;

/** The system's error as HOST_FILE_FAILED with the path as the plugin knows it; a `StopgapError` stays. */
export function fileFailure(error: unknown, doing: "read" | "write", path: string): unknown {
  if (error instanceof StopgapError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (typeof code !== "string") return error;
  return new StopgapError("HOST_FILE_FAILED", `cannot ${doing} ${path}: ${code}`, { cause: error });
}

/** Throws HOST_FILE_TOO_LARGE above the limit. */
export function checkSize(bytes: number, path: string): void {
  if (bytes > largestFile) {
    throw new StopgapError("HOST_FILE_TOO_LARGE", `${path} has ${bytes} bytes; the limit is ${largestFile}`);
  }
}
