import { StopgapError } from "@stopgap/core";
import { run } from "../outlets/run.js";
import type { Journal, JournalEntry, JournalLevel } from "./journal.js";

/** Node has no datagram sockets of the Unix kind, so both ways go through `logger` of util-linux. */
const program = "logger";

const severities: Readonly<Record<JournalLevel, { readonly name: string; readonly number: number }>> = {
  error: { name: "err", number: 3 },
  warning: { name: "warning", number: 4 },
  information: { name: "info", number: 6 },
};

/** journald, with fields to search by: `journalctl STOPGAP_EVENT_ID=1008`. */
export function journaldJournal(logger = program): Journal {
  return {
    title: "journald",
    write: (entry) => give(logger, ["--journald"], `${journaldFields(entry)}\n`),
  };
}

/** syslog; the id stands first in the text. `more` are further options of `logger`. */
export function syslogJournal(more: readonly string[] = [], logger = program): Journal {
  return {
    title: "syslog",
    write: (entry) => give(logger, [...more, ...syslogWords(entry)]),
  };
}

/** One field a line, as `logger --journald` reads them. */
export function journaldFields({ id, level, text, position, server, hash }: JournalEntry): string {
  return [
    `MESSAGE=${text}`,
    `PRIORITY=${severities[level].number}`,
    "SYSLOG_IDENTIFIER=stopgap",
    `STOPGAP_EVENT_ID=${id}`,
    `STOPGAP_SERVER=${server}`,
    `STOPGAP_POSITION=${position}`,
    `STOPGAP_HASH=${hash}`,
  ].join("\n");
}

function syslogWords({ id, level, text, server }: JournalEntry): readonly string[] {
  const priority = `daemon.${severities[level].name}`;
  // Without socket-errors logger says nothing where nobody listens.
  return ["--socket-errors=on", "--tag", "stopgap", "--priority", priority, "--", `[${id}] ${server}: ${text}`];
}

async function give(logger: string, words: readonly string[], input = ""): Promise<void> {
  const { status, errors } = await run(logger, words, input);
  if (status === 0) return;
  const why = status === null ? "the program logger did not run" : `logger exited with ${status}: ${errors.trim()}`;
  throw new StopgapError("JOURNAL_FAILED", why);
}
