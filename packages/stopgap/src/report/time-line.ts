import { organizationStream, type RecordedEvent, serverOfStream } from "@stopgap/core";
import { type HistoryEntry, historyEntry } from "./histories.js";

/** The last 30 days of one server, a cell per UTC day, oldest first. */
export interface Lane {
  readonly server: string;
  readonly days: readonly Day[];
}

export interface Day {
  /** `2026-11-21` */
  readonly date: string;
  readonly mood: "quiet" | "changed" | "look" | "failed";
  readonly entries: readonly HistoryEntry[];
}

const days = 30;
const milliseconds = 86_400_000;

/** Lanes for the servers and, where something was set for all, the organization. */
export function timeLine(servers: readonly string[], events: readonly RecordedEvent[], now: Date): readonly Lane[] {
  const dates = Array.from({ length: days }, (_, index) => dateOf(now.getTime() - (days - 1 - index) * milliseconds));
  const first = dates[0] ?? "";
  const recent = events.filter(({ time }) => time.slice(0, 10) >= first);
  const names = recent.some(({ stream }) => stream === organizationStream) ? [organizationStream, ...servers] : servers;
  return names.map((server) => {
    const own = recent.filter(({ stream }) => (serverOfStream(stream) ?? stream) === server).map(historyEntry);
    return {
      server,
      days: dates.map((date) => {
        const entries = own.filter(({ time }) => time.startsWith(date));
        return { date, mood: moodOf(entries), entries };
      }),
    };
  });
}

function moodOf(entries: readonly HistoryEntry[]): Day["mood"] {
  if (entries.some(({ tone }) => tone === "bad")) return "failed";
  if (entries.some(({ tone }) => tone === "warning")) return "look";
  return entries.length > 0 ? "changed" : "quiet";
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
