import { StopgapError } from "../errors/stopgap-error.js";
import { parseExportLine } from "./envelope.js";
import type { StoredEvent } from "./event.js";
import type { EventLog, Head } from "./event-log.js";

const atOnce = 1000;

/**
 * Takes an export over into an empty log: the same positions, texts and hashes. Rejects with `LOG_CONFLICT` where the log is
 * not empty, and with `LOG_IMPORT_REFUSED`, naming the line, where the chain does not hold; the log then holds a part of the
 * export that does, and is to be thrown away.
 */
export async function importLines(log: EventLog, lines: AsyncIterable<string> | Iterable<string>): Promise<Head> {
  const { position } = await log.head();
  if (position !== 0) throw new StopgapError("LOG_CONFLICT", `the log is at position ${position}, not empty`);
  let batch: StoredEvent[] = [];
  let number = 0;
  for await (const line of lines) {
    number++;
    // What went over Windows may have its line ends, of which no hash knows.
    const event = parseExportLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (event === null) throw new StopgapError("LOG_IMPORT_REFUSED", `line ${number} is no event of an export`);
    batch.push(event);
    if (batch.length < atOnce) continue;
    await log.restore(batch);
    batch = [];
  }
  return await log.restore(batch);
}
