import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Logger, type LoggerOptions, multistream, pino, stdTimeFunctions } from "pino";
import roll from "pino-roll";
import type { Configuration, LogLevel } from "../configuration/configuration.js";

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
  await mkdir(directory, { recursive: true });
  const file = await roll({
    file: join(directory, "stopgap"),
    extension: ".log",
    frequency: "daily",
    size: "20m",
    limit: { count: keptFiles },
    sync: true,
  });
  const streams = [
    { level: fileLevel(level), stream: file },
    { level: fileLevel(stderrLevel), stream: pino.destination({ dest: 2, sync: true }) },
  ];
  return pino(options, multistream(streams));
}

function fileLevel(level: LogLevel) {
  return level === "silent" ? "fatal" : level;
}
