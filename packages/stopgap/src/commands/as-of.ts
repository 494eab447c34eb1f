import { type EventLog, fold, type State, StopgapError } from "@stopgap/core";
import { readMoment } from "./moment.js";

/** A point of the log: a position (0 before the first event), or the last event at or before a time (ISO 8601 UTC). */
export type AsOf = { readonly position: number } | { readonly time: string };

/** `120`, or a time on the command line. Throws `USAGE`. */
export function asOf(option: string, text: string, now: Date): AsOf {
  const given = text.trim();
  if (/^\d+$/.test(given)) return { position: Number(given) };
  const time = readMoment(given, now, "past");
  if (time !== null) return { time };
  const remedy = "give a position such as 120, a time such as 2026-11-21T18:00Z, or a duration such as 24h";
  throw new StopgapError("USAGE", `${option} takes a position or a time, not ${JSON.stringify(text)}`, { remedy });
}

/** The state as it was then; of an `at` that is not given, as it is. Rejects with `USAGE` for a position beyond the end. */
export async function stateAt(log: EventLog, at: AsOf | undefined): Promise<State> {
  return await fold(log, at === undefined ? {} : { to: await positionAt(log, at) });
}

/** The newest position at that point. Rejects with `USAGE` for one beyond the log's end. */
export async function positionAt(log: EventLog, at: AsOf): Promise<number> {
  const head = await log.head();
  if ("time" in at) return await positionAtTime(log, at.time, head.position);
  if (at.position <= head.position) return at.position;
  const remedy = "name a position of the log, or a time";
  throw new StopgapError("USAGE", `there is no position ${at.position}: the log ends at ${head.position}`, { remedy });
}

/** Times have milliseconds, and never fall with positions. */
async function positionAtTime(log: EventLog, time: string, newest: number): Promise<number> {
  const since = new Date(Date.parse(time) + 1).toISOString();
  for await (const [later] of log.read({ since, to: newest, pageSize: 1 })) {
    if (later !== undefined) return later.position - 1;
  }
  return newest;
}
