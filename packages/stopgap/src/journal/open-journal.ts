import { existsSync } from "node:fs";
import type { Configuration } from "../configuration/configuration.js";
import type { Journal } from "./journal.js";
import { journaldJournal, syslogJournal } from "./linux-journals.js";
import { windowsJournal } from "./windows-journal.js";

export interface JournalPlace {
  readonly platform: NodeJS.Platform;
  exists(path: string): boolean;
}

const thisPlace: JournalPlace = { platform: process.platform, exists: existsSync };

/**
 * The event log of this system, or null where the configuration leaves it out or there is none. A sandbox writes there only
 * where `log.system` is true.
 */
export function openJournal({ log, host }: Pick<Configuration, "log" | "host">, place = thisPlace): Journal | null {
  if (!(log.system ?? host.kind !== "sandbox")) return null;
  if (place.platform === "win32") return windowsJournal();
  if (place.exists("/run/systemd/journal/socket")) return journaldJournal();
  return place.exists("/dev/log") || log.system === true ? syslogJournal() : null;
}
