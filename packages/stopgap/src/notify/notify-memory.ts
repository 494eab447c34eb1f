import type { EventLog } from "@stopgap/core";
import { readCursor } from "../outlets/cursor.js";
import type { Told } from "./notice-of-event.js";
import type { Target } from "./target.js";

/** What a target's cursor keeps. Times are ISO 8601 UTC. */
export interface NotifyMemory {
  readonly told: Told;
  readonly delivered: number;
  /** Notices that were refused for so long that they were left behind. */
  readonly setAside: number;
  readonly lastSetAside: string | null;
  /** The notice that is being refused, by the position of its event; null where none is. */
  readonly refused: {
    readonly position: number;
    readonly since: string;
    readonly tries: number;
    readonly message: string;
  } | null;
}

export const noMemory: NotifyMemory = { told: {}, delivered: 0, setAside: 0, lastSetAside: null, refused: null };

/** The memory as read back, or null where it is none. What an older program did not keep is as at the start. */
export function notifyMemoryOf(stored: unknown): NotifyMemory | null {
  if (typeof stored !== "object" || stored === null || !("told" in stored) || !("delivered" in stored)) return null;
  const { told, delivered } = stored;
  if (typeof told !== "object" || told === null || typeof delivered !== "number") return null;
  return { ...noMemory, ...(stored as Partial<NotifyMemory>) };
}

/** How a target gets on. */
export interface TargetProgress extends Omit<NotifyMemory, "told"> {
  readonly name: string;
  readonly title: string;
  /** Events it has not been given yet. */
  readonly behind: number;
}

export async function progressOf({ name, title }: Target, storeFile: string, log: EventLog): Promise<TargetProgress> {
  const cursor = await readCursor(storeFile, name, log);
  const { told: _, ...memory } = notifyMemoryOf(cursor?.memory) ?? noMemory;
  const behind = cursor === null ? 0 : Math.max(0, (await log.head()).position - cursor.position);
  return { name, title, behind, ...memory };
}
