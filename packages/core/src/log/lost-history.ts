import { StopgapError } from "../errors/stopgap-error.js";
import type { EventLog, Head } from "./event-log.js";
import { hashAt } from "./hash-at.js";

/** `LOG_HISTORY_LOST` where the log has not the event that was its head by a checkpoint outside it; null where it has. */
export async function lostHistory(
  log: EventLog,
  { position, hash }: Pick<Head, "position" | "hash">,
): Promise<StopgapError | null> {
  if ((await hashAt(log, position)) === hash) return null;
  const { position: end } = await log.head();
  const what = end < position ? `the log ends at event ${end}` : `event ${position} of the log is another`;
  return new StopgapError("LOG_HISTORY_LOST", `${what}, and a checkpoint outside it is of event ${position}`);
}
