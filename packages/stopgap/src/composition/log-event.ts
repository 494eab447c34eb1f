import type { RecordedEvent, RuntimeLogger } from "@stopgap/core";
import type { Tone } from "../output/colours.js";
import { eventText } from "../views/event-text.js";

/** Tells the log folder what was recorded, in the words of `stopgap log`: what failed as an error, what asks for a look as a warning. */
export function logEvent(logger: RuntimeLogger, event: RecordedEvent): void {
  const { type, position, stream, cycle, actor } = event;
  const { text, tone } = eventText(event);
  logger[levelOf(tone)]({ type, position, stream, cycle, actor }, text);
}

function levelOf(tone: Tone): keyof RuntimeLogger {
  if (tone === "bad") return "error";
  return tone === "warning" ? "warn" : "info";
}
