import { StopgapError } from "../errors/stopgap-error.js";
import { hashOf } from "./envelope.js";
import type { NewEvent, RecordedEvent, StoredEvent } from "./event.js";
import type { AppendOptions, Head } from "./event-log.js";
import { jsonText } from "./json-text.js";

/** An event that passed every check that needs no log, with its data as text. */
export interface CheckedEvent {
  readonly event: NewEvent;
  readonly text: string;
}

export interface AppendPlan {
  /** To be written, in order. */
  readonly fresh: readonly { readonly stored: StoredEvent; readonly id: string | null }[];
  /** What `append` resolves to. */
  readonly recorded: readonly RecordedEvent[];
  readonly head: Head;
}

const timeForm = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const loneSurrogate = /\p{Surrogate}/u;
let lastGoodTime = "";

/** Rejects with `LOG_EVENT_REFUSED` what could not be written and read back as it is. */
export function checkEvent(event: NewEvent): CheckedEvent {
  const { stream, type, version, time, cycle, actor, id } = event;
  if (time !== lastGoodTime) {
    if (typeof time !== "string" || !timeForm.test(time) || !isTime(time)) refuse("time", time, "ISO 8601 UTC time");
    lastGoodTime = time;
  }
  if (!isText(stream)) refuse("stream", stream, "text");
  if (!isText(type)) refuse("type", type, "text");
  if (!Number.isSafeInteger(version) || version < 1) refuse("version", version, "positive integer");
  if (cycle !== null && !isText(cycle)) refuse("cycle", cycle, "text or null");
  if (actor !== null && !isText(actor)) refuse("actor", actor, "text or null");
  if (id !== undefined && !isText(id)) refuse("id", id, "text");
  return { event, text: jsonText(event.data) };
}

/**
 * What an append comes to on a log with that head: pure, so that every event log says the same. `seen` gives the event
 * first stored under an id; null takes every id for a new one, where the log finds out itself whether that is so. Throws
 * `LOG_CONFLICT` or `LOG_ID_REUSED`.
 */
export function planAppend(
  events: readonly CheckedEvent[],
  expected: NonNullable<AppendOptions["expected"]>,
  head: Head,
  seen: ((id: string) => StoredEvent | undefined) | null,
): AppendPlan {
  const fresh: { stored: StoredEvent; id: string | null }[] = [];
  const recorded: RecordedEvent[] = [];
  const mine = new Map<string, StoredEvent>();
  let last = head;
  for (const { event, text } of events) {
    const { id } = event;
    const first = id === undefined || seen === null ? undefined : (seen(id) ?? mine.get(id));
    if (first !== undefined) {
      if (!sameContent(first, event, text)) {
        throw new StopgapError("LOG_ID_REUSED", `the event id ${id} was used at ${first.position} with other content`);
      }
      recorded.push(recordedOf(first));
      continue;
    }
    const stored = next(event, text, last);
    fresh.push({ stored, id: id ?? null });
    if (id !== undefined && seen !== null) mine.set(id, stored);
    recorded.push(withData(stored, event.data));
    last = stored;
  }
  if (fresh.length > 0 || events.length === 0) expectPosition(expected, head);
  return { fresh, recorded, head: { position: last.position, hash: last.hash, time: last.time } };
}

/** The event with its data parsed. */
export function recordedOf(stored: StoredEvent): RecordedEvent {
  return withData(stored, JSON.parse(stored.data));
}

/** The event with that as its data. Written out: a spread takes twice the time, and this runs for every event there is. */
export function withData(event: StoredEvent, data: unknown): RecordedEvent {
  const { position, stream, type, version, time, cycle, actor, previous, hash } = event;
  return { position, stream, type, version, time, cycle, actor, data, previous, hash };
}

function next(event: NewEvent, data: string, head: Head): StoredEvent {
  const { stream, type, version, cycle, actor } = event;
  // The clock never counts as earlier than the newest recorded event.
  const time = head.time !== null && head.time > event.time ? head.time : event.time;
  const position = head.position + 1;
  const previous = head.hash;
  const stored = { position, stream, type, version, time, cycle, actor, data, previous, hash: "" };
  stored.hash = hashOf(stored);
  return stored;
}

function sameContent(first: StoredEvent, event: NewEvent, text: string): boolean {
  return (
    first.stream === event.stream &&
    first.type === event.type &&
    first.version === event.version &&
    first.cycle === event.cycle &&
    first.actor === event.actor &&
    first.data === text
  );
}

function expectPosition(expected: NonNullable<AppendOptions["expected"]>, head: Head): void {
  if (expected === "any" || head.position === (expected === "none" ? 0 : expected)) return;
  const wanted = expected === "none" ? "empty" : `at position ${expected}`;
  throw new StopgapError("LOG_CONFLICT", `the log is at position ${head.position}, not ${wanted}`);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && isWellFormed(value);
}

// In every Node 20, and not yet in TypeScript's ES2023.
function isWellFormed(text: string & { isWellFormed?(): boolean }): boolean {
  return text.isWellFormed?.() ?? !loneSurrogate.test(text);
}

function isTime(text: string): boolean {
  // Every month has 28 days; only later ones need a calendar.
  if (text.slice(8, 10) <= "28") return true;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}

function refuse(member: string, value: unknown, wanted: string): never {
  throw new StopgapError("LOG_EVENT_REFUSED", `an event's ${member} is ${JSON.stringify(value)}, not ${wanted}`);
}
