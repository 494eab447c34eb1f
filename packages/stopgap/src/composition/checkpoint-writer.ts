import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkpointLine, type Head, signCheckpoint } from "@stopgap/core";
import { serverKey } from "@stopgap/store";
import type { Configuration } from "../configuration/configuration.js";
import { logFolderUnwritable } from "./log-folder-unwritable.js";

export const checkpointFile = (configuration: Configuration): string =>
  join(configuration.log.directory, "checkpoints.jsonl");

/** Signs the log's head and takes it out of the file, to the log folder; `further` is given the line too. */
export function checkpointWriter(
  configuration: Configuration,
  further: (line: string, head: Head) => void = () => undefined,
): (head: Head) => Promise<void> {
  return async (head) => {
    if (head.position === 0) return;
    const key = await serverKey(configuration.store.file);
    const checkpoint = signCheckpoint(head, new Date().toISOString(), key);
    const line = checkpointLine(checkpoint);
    further(line, head);
    await appendLine(configuration, line);
  };
}

async function appendLine(configuration: Configuration, line: string): Promise<void> {
  const { directory } = configuration.log;
  try {
    await mkdir(directory, { recursive: true });
    await appendFile(checkpointFile(configuration), `${line}\n`);
  } catch (cause) {
    throw logFolderUnwritable(directory, cause);
  }
}
