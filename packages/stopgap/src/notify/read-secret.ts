import { readFile } from "node:fs/promises";
import { StopgapError } from "@stopgap/core";

/** The content of a secret's file without white space at its ends: read anew each time, so that it can be changed. */
export async function readSecret(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new StopgapError("NOTIFY_FAILED", `${file} cannot be read (${why})`, { cause });
  });
  if (text.trim() === "") throw new StopgapError("NOTIFY_FAILED", `${file} is empty`);
  return text.trim();
}
