import { StopgapError } from "@stopgap/core";
import { parseDuration } from "../configuration/duration.js";

const dateForm = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * A time on the command line as ISO 8601 UTC: a date, a date and time (UTC where it says no zone), or a duration from
 * now, `past` or `future`. Throws `USAGE`.
 */
export function moment(option: string, text: string, now: Date, direction: "past" | "future"): string {
  const read = readMoment(text, now, direction);
  if (read !== null) return read;
  const remedy = "give a time such as 2026-11-21T18:00Z, or a duration such as 24h";
  throw new StopgapError("USAGE", `${option} takes a time, not ${JSON.stringify(text)}`, { remedy });
}

/** The same; null where the text is none of them, or a day that no calendar has. */
export function readMoment(text: string, now: Date, direction: "past" | "future"): string | null {
  const given = text.trim();
  const duration = parseDuration(given);
  if (duration !== null) return isoTime(new Date(now.getTime() + (direction === "past" ? -duration : duration)));
  const spelled = given.replace(" ", "T");
  const [, day] = dateForm.exec(spelled) ?? [];
  // JavaScript takes February 30 for March 2.
  if (day === undefined || isoTime(new Date(day))?.slice(0, day.length) !== day) return null;
  const isZoned = /(Z|[+-]\d{2}:\d{2})$/i.test(spelled) || spelled === day;
  return isoTime(new Date(isZoned ? spelled : `${spelled}Z`));
}

/** Null for what is no time, or lies beyond the years of four digits. */
function isoTime(time: Date): string | null {
  const text = Number.isNaN(time.getTime()) ? "" : time.toISOString();
  return /^\d{4}-/.test(text) ? text : null;
}
