import { StopgapError } from "../errors/stopgap-error.js";
import type { EventLog } from "./event-log.js";

/** The hash of the event at a position; null where there is none, or none that can be read. */
export async function hashAt(log: EventLog, position: number): Promise<string | null> {
  try {
    for await (const page of log.stored({ from: position, to: position })) return page[0]?.hash ?? null;
  } catch (error) {
    if (!(error instanceof StopgapError && error.code === "LOG_DAMAGED")) throw error;
  }
  return null;
}
