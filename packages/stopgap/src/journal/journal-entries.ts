import { isStopgapEvent, oneLine, type RecordedEvent, type StopgapEvent, serverOfStream } from "@stopgap/core";
import { driftText } from "../views/drift-text.js";
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
      const text = id === driftId ? drifted(event) : acted(event, eventText(event).text);
      return text === null ? [] : [{ id, level, text: oneLine(text), position, server, hash }];
    });
}

function drifted(event: StopgapEvent): string | null {
  return event.type === "Decided" ? driftText(event.data.decisions) : null;
}

/** With who did it, where somebody did. */
function acted({ type, actor }: RecordedEvent, text: string): string {
  return type === "SettingsChanged" && actor !== null ? `${text}, by ${actor}` : text;
}
