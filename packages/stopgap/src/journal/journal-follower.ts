import type { Follower } from "../outlets/follower.js";
import type { Journal } from "./journal.js";
import { journalEntries } from "./journal-entries.js";

/** The system's event log as a follower of Stopgap's own. */
export function journalFollower(journal: Journal, organization: string): Follower<null> {
  return {
    name: "journal",
    title: journal.title,
    begins: "now",
    remembered: () => null,
    async take(event) {
      const entries = journalEntries(event, organization);
      for (const entry of entries) await journal.write(entry);
      return { memory: null, told: entries.length > 0 };
    },
  };
}
