import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkpointLine, type Head, signCheckpoint } from "@stopgap/core";
import { serverKey } from "@stopgap/store";
import type { Configuration } from "../configuration/configuration.js";
import { appendLine } from "./append-line.js";
import { logFolderUnwritable, type Unwritable } from "./log-folder-unwritable.js";

export const checkpointFile = (configuration: Configuration): string =>
  join(configuration.log.directory, "checkpoints.jsonl");

export interface CheckpointPlaces {
  /** Given the line too, before the log folder is. */
  further(line: string, head: Head): void;
  /** A cycle that is over is not failed by a folder that does not take its checkpoint. */
  readonly unwritable: Unwritable;
}

/** Signs the log's head and takes it out of the file: to the log folder, and further. */
export function checkpointWriter(
  configuration: Configuration,
  { further, unwritable }: CheckpointPlaces,
): (head: Head) => Promise<void> {
  return async (head) => {
    if (head.position === 0) return;
    const key = await serverKey(configuration.store.file);
    const checkpoint = signCheckpoint(head, new Date().toISOString(), key);
    const line = checkpointLine(checkpoint);
    further(line, head);
    await addLine(configuration, line).catch((cause: unknown) =>
      unwritable(logFolderUnwritable(configuration.log.directory, cause)),
    );
  };
}

async function addLine(configuration: Configuration, line: string): Promise<void> {
  await mkdir(configuration.log.directory, { recursive: true });
  await appendLine(checkpointFile(configuration), line);
}
