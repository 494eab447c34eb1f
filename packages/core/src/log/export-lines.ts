import { exportLine } from "./envelope.js";
import type { EventLog, ReadOptions } from "./event-log.js";

/** The log as JSON Lines (contract, section 4), a page of whole lines at a time: to be piped to a file or stdout. */
export async function* exportLines(
  log: EventLog,
  options: Pick<ReadOptions, "from" | "to"> = {},
): AsyncGenerator<string> {
  for await (const page of log.stored(options)) yield page.map((event) => `${exportLine(event)}\n`).join("");
}
