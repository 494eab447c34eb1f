import { type RecordedEvent, serverOfStream } from "@stopgap/core";
import type { Tone } from "../output/colours.js";
import { eventText } from "../views/event-text.js";

export interface HistoryEntry {
  readonly position: number;
  readonly time: string;
  readonly server: string;
  readonly actor: string | null;
  readonly text: string;
  readonly tone: Tone;
}

/** All that happened to one mitigation, oldest first. */
export interface History {
  readonly appliedId: string;
  readonly entries: readonly HistoryEntry[];
  /** Older entries that are not shown. */
  readonly leftOut: number;
}

const shown = 200;

/** The history of each applied id, in the given order. */
export function histories(appliedIds: readonly string[], events: readonly RecordedEvent[]): readonly History[] {
  const byId = new Map<string, HistoryEntry[]>([...new Set(appliedIds)].map((id) => [id, []]));
  for (const event of events) {
    const entries = byId.get(aboutWhich(event) ?? "");
    entries?.push(historyEntry(event));
  }
  return [...byId].map(([appliedId, entries]) => ({
    appliedId,
    entries: entries.slice(-shown),
    leftOut: Math.max(entries.length - shown, 0),
  }));
}

export function historyEntry(event: RecordedEvent): HistoryEntry {
  const { position, time, actor, stream } = event;
  return { position, time, server: serverOfStream(stream) ?? stream, actor, ...eventText(event) };
}

function aboutWhich({ data }: RecordedEvent): string | null {
  if (typeof data !== "object" || data === null || !("appliedId" in data)) return null;
  return typeof data.appliedId === "string" ? data.appliedId : null;
}
