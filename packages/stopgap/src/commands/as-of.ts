import { type EventLog, fold, type State } from "@stopgap/core";
import { moment } from "./moment.js";

/** A point of the log: a position, or the last event at or before a time (ISO 8601 UTC). */
export type AsOf = { readonly to: number } | { readonly until: string };

/** `120`, or a time on the command line. Throws `USAGE`. */
export function asOf(option: string, text: string, now: Date): AsOf {
  const given = text.trim();
  return /^\d{1,15}$/.test(given) ? { to: Number(given) } : { until: moment(option, given, now, "past") };
}

/** The state as it was then; of an `at` that is not given, as it is. */
export async function stateAt(log: EventLog, at: AsOf | undefined): Promise<State> {
  if (at === undefined) return await fold(log);
  return await fold(log, { to: "to" in at ? at.to : await positionAt(log, at.until) });
}

async function positionAt(log: EventLog, until: string): Promise<number> {
  let position = 0;
  for await (const page of log.read()) {
    for (const event of page) {
      if (event.time > until) return position;
      position = event.position;
    }
  }
  return position;
}
