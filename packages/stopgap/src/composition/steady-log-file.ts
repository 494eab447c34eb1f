import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DestinationStream } from "pino";
import roll, { type RolledFile } from "pino-roll";
import { logFolderUnwritable, type Unwritable } from "./log-folder-unwritable.js";

const keptFiles = 14;

/**
 * The rolling log file, a file a day. What the folder does not take must not end a cycle: `unwritable` is told once, and
 * what comes after is dropped.
 */
export async function steadyLogFile(directory: string, unwritable: Unwritable): Promise<DestinationStream> {
  let file: RolledFile | null = null;
  const giveUp = (cause: unknown): void => {
    file = null;
    unwritable(logFolderUnwritable(directory, cause));
  };
  try {
    file = await openFile(directory);
    file.on("error", (cause) => {
      if (file !== null) giveUp(cause);
    });
  } catch (cause) {
    giveUp(cause);
  }
  return {
    write(line) {
      try {
        file?.write(line);
      } catch (cause) {
        giveUp(cause);
      }
    },
  };
}

async function openFile(directory: string): Promise<RolledFile> {
  await mkdir(directory, { recursive: true });
  return await roll({
    file: join(directory, "stopgap"),
    extension: ".log",
    frequency: "daily",
    size: "20m",
    limit: { count: keptFiles },
    sync: true,
  });
}
