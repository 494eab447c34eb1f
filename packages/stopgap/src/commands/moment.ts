import { StopgapError } from "@stopgap/core";
import { parseDuration } from "../configuration/duration.js";

const dateForm = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * A time on the command line as ISO 8601 UTC: a date, a date and time (UTC where it says no zone), or a duration from
 * now, `past` or `future`. Throws `USAGE`.
 */
export function moment(option: string, text: string, now: Date, direction: "past" | "future"): string {
  const given = text.trim();
  const duration = parseDuration(given);
  if (duration !== null) return new Date(now.getTime() + (direction === "past" ? -duration : duration)).toISOString();
  const spelled = given.replace(" ", "T");
  if (dateForm.test(spelled)) {
    const zoned = /T.*(Z|[+-]\d{2}:\d{2})$/i.test(spelled) || !spelled.includes("T") ? spelled : `${spelled}Z`;
    const time = new Date(zoned);
    if (!Number.isNaN(time.getTime())) return time.toISOString();
  }
  const remedy = "give a time such as 2026-11-21T18:00Z, or a duration such as 24h";
  throw new StopgapError("USAGE", `${option} takes a time, not ${JSON.stringify(text)}`, { remedy });
}
