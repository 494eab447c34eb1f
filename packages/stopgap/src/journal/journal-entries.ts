import { isStopgapEvent, oneLine, type RecordedEvent, serverOfStream } from "@stopgap/core";
import { eventText } from "../views/event-text.js";
import type { JournalEntry } from "./journal.js";
import { driftId, journalTable } from "./journal-table.js";

/** What the system's event log is told of an event: nothing, one entry, or for a cycle that found drift, two. */
export function journalEntries(event: RecordedEvent, organization: string): readonly JournalEntry[] {
  if (!isStopgapEvent(event)) return [];
  const { position, hash, stream } = event;
  const server = oneLine(serverOfStream(stream) ?? organization);
  return journalTable
    .filter(({ types }) => types.includes(event.type))
    .flatMap(({ id, level }) => {
      const text = id === driftId ? driftText(event) : acted(event, eventText(event).text);
      return text === null ? [] : [{ id, level, text: oneLine(text), position, server, hash }];
    });
}

function driftText(event: RecordedEvent): string | null {
  if (!isStopgapEvent(event) || event.type !== "Decided") return null;
  const drifted = event.data.decisions.filter(({ decision }) => decision === "reapply");
  if (drifted.length === 0) return null;
  return `Drift: ${drifted.map(({ appliedId, reason }) => `${appliedId}: ${reason}`).join("; ")}`;
}

/** With who did it, where somebody did. */
function acted({ type, actor }: RecordedEvent, text: string): string {
  return type === "SettingsChanged" && actor !== null ? `${text}, by ${actor}` : text;
}
