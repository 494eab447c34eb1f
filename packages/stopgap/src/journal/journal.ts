export type JournalLevel = "information" | "warning" | "error";

/** One entry of the system's event log. */
export interface JournalEntry {
  /** Of the table in docs/events.md. */
  readonly id: number;
  readonly level: JournalLevel;
  /** One line. */
  readonly text: string;
  /** Where it stands in Stopgap's own log. */
  readonly position: number;
  readonly server: string;
  /** The hash of the event it tells of. */
  readonly hash: string;
}

/** The system's event log: the Application log of Windows, journald, or syslog. */
export interface Journal {
  readonly title: string;
  /** Rejects with `JOURNAL_FAILED`. */
  write(entry: JournalEntry): Promise<void>;
}
