import type { RecordedEvent } from "./event.js";

/** Types whose `data.sha256` names a document that is kept with them. */
const keeping: ReadonlySet<string> = new Set(["Verified", "Decided", "Applying"]);

/** SHA-256 of the signed document that an event acted on and that the log therefore keeps, or null. */
export function referencedDocument(event: Pick<RecordedEvent, "type" | "data">): string | null {
  return keeping.has(event.type) ? namedDocument(event) : null;
}

/** The SHA-256 an event of whatever type names, whether or not the document is kept, or null. */
export function namedDocument({ data }: Pick<RecordedEvent, "data">): string | null {
  if (typeof data !== "object" || data === null || !("sha256" in data)) return null;
  return typeof data.sha256 === "string" ? data.sha256 : null;
}
