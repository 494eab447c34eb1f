import { type DestinationStream, type Logger, type LoggerOptions, multistream, pino, stdTimeFunctions } from "pino";
import type { Configuration, LogLevel } from "../configuration/configuration.js";
import type { Unwritable } from "./log-folder-unwritable.js";
import { steadyLogFile } from "./steady-log-file.js";

/** Names whose values never reach a log line. */
const secrets = ["proxy", "password", "authorization", "key", "*.proxy", "*.password", "*.authorization", "*.key"];

/** Log lines as JSON into the log folder, which may refuse them, and from `stderrLevel` up on stderr. */
export async function openLogger(
  configuration: Configuration,
  stderrLevel: LogLevel,
  unwritable: Unwritable,
): Promise<Logger> {
  const { directory, level } = configuration.log;
  const options: LoggerOptions = {
    level,
    base: { server: configuration.server.name },
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: secrets, censor: "[hidden]" },
  };
  const file = await steadyLogFile(directory, unwritable);
  const streams = [
    { level: fileLevel(level), stream: file },
    { level: fileLevel(stderrLevel), stream: steadyStderr() },
  ];
  return pino(options, multistream(streams));
}

/** What stderr does not take ends no cycle. */
function steadyStderr(): DestinationStream {
  const stderr = pino.destination({ dest: 2, sync: true });
  stderr.on("error", () => undefined);
  return {
    write(line) {
      try {
        stderr.write(line);
      } catch {
        // There is nobody left to tell.
      }
    },
  };
}

function fileLevel(level: LogLevel) {
  return level === "silent" ? "fatal" : level;
}
