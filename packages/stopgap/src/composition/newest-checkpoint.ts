import { createPublicKey } from "node:crypto";
import { open } from "node:fs/promises";
import { type Checkpoint, parseCheckpoints, verifyCheckpoint } from "@stopgap/core/log";
import { existingServerKey } from "@stopgap/store";
import type { Configuration } from "../configuration/configuration.js";
import { checkpointFile } from "./checkpoint-writer.js";

/** More than the longest two lines of the file. */
const tailBytes = 4096;

/** The newest checkpoint in the log folder that this server signed; null where there is none, or none that can be read. */
export async function newestCheckpoint(configuration: Configuration): Promise<Checkpoint | null> {
  const key = await existingServerKey(configuration.store.file).catch(() => null);
  if (key === null) return null;
  const newest = parseCheckpoints(await tailOf(checkpointFile(configuration)).catch(() => "")).checkpoints.at(-1);
  return newest !== undefined && verifyCheckpoint(newest, createPublicKey(key)) ? newest : null;
}

async function tailOf(file: string): Promise<string> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(tailBytes),
      0,
      tailBytes,
      Math.max(0, size - tailBytes),
    );
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
