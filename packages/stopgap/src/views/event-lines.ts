import { oneLine, type RecordedEvent, serverOfStream } from "@stopgap/core";
import type { Colours } from "../output/colours.js";
import type { Column } from "../output/table.js";
import { clockTime } from "../output/time.js";
import { eventText } from "./event-text.js";

/** One line of `stopgap log`. */
export function eventLine(event: RecordedEvent, colours: Colours): string {
  const { text, tone } = eventText(event);
  const where = oneLine(serverOfStream(event.stream) ?? event.stream);
  const by = event.actor === null ? "" : `  [${oneLine(event.actor)}]`;
  return `${colours(clockTime(event.time), "faint")}  ${where}  ${colours(text, tone)}${colours(by, "faint")}\n`;
}

/** Columns of `stopgap audit search`: who did what, and when. */
export const auditColumns: readonly Column<RecordedEvent>[] = [
  { title: "Time", value: (event) => clockTime(event.time) },
  { title: "Who", value: (event) => event.actor ?? "" },
  { title: "Where", value: (event) => serverOfStream(event.stream) ?? event.stream },
  { title: "What", value: (event) => eventText(event).text },
];
