import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkpointLine, type Head, signCheckpoint } from "@stopgap/core";
import { serverKey } from "@stopgap/store";
import type { Configuration } from "../configuration/configuration.js";

export const checkpointFile = (configuration: Configuration): string =>
  join(configuration.log.directory, "checkpoints.jsonl");

/** Signs the log's head and takes it out of the file, to the log folder. */
export function checkpointWriter(configuration: Configuration): (head: Head) => Promise<void> {
  return async (head) => {
    if (head.position === 0) return;
    const key = await serverKey(configuration.store.file);
    const checkpoint = signCheckpoint(head, new Date().toISOString(), key);
    await mkdir(configuration.log.directory, { recursive: true });
    await appendFile(checkpointFile(configuration), `${checkpointLine(checkpoint)}\n`);
  };
}
