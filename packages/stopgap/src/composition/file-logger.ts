import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type DestinationStream, type Logger, type LoggerOptions, multistream, pino, stdTimeFunctions } from "pino";
import roll from "pino-roll";
import type { Configuration, LogLevel } from "../configuration/configuration.js";
import { logFolderUnwritable } from "./log-folder-unwritable.js";

const keptFiles = 14;

/** Names whose values never reach a log line. */
const secrets = ["proxy", "password", "authorization", "key", "*.proxy", "*.password", "*.authorization", "*.key"];

/** Log lines as JSON into the log folder, a file a day, and from `stderrLevel` up on stderr. */
export async function openLogger(configuration: Configuration, stderrLevel: LogLevel): Promise<Logger> {
  const { directory, level } = configuration.log;
  const options: LoggerOptions = {
    level,
    base: { server: configuration.server.name },
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: secrets, censor: "[hidden]" },
  };
  const file = await openFile(directory);
  const streams = [
    { level: fileLevel(level), stream: file },
    { level: fileLevel(stderrLevel), stream: pino.destination({ dest: 2, sync: true }) },
  ];
  return pino(options, multistream(streams));
}

async function openFile(directory: string): Promise<DestinationStream> {
  try {
    await mkdir(directory, { recursive: true });
    return await roll({
      file: join(directory, "stopgap"),
      extension: ".log",
      frequency: "daily",
      size: "20m",
      limit: { count: keptFiles },
      sync: true,
    });
  } catch (cause) {
    throw logFolderUnwritable(directory, cause);
  }
}

function fileLevel(level: LogLevel) {
  return level === "silent" ? "fatal" : level;
}
