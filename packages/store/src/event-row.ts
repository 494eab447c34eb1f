import { type RecordedEvent, StopgapError, type StoredEvent, withData } from "@stopgap/core/log";

/** A raw row of `events`, in the order of `columns`. */
export type EventRow = readonly [
  position: number,
  stream: string,
  type: string,
  version: number,
  time: string,
  cycle: string | null,
  actor: string | null,
  data: string,
  previous: string,
  hash: string,
];

export const columns = "position, stream, type, version, time, cycle, actor, data, previous, hash";

export function storedOf(row: EventRow): StoredEvent {
  const [position, stream, type, version, time, cycle, actor, data, previous, hash] = row;
  return { position, stream, type, version, time, cycle, actor, data, previous, hash };
}

export function recordedOfRow(row: EventRow): RecordedEvent {
  const [position, stream, type, version, time, cycle, actor, data, previous, hash] = row;
  return { position, stream, type, version, time, cycle, actor, data: parseData(data, position), previous, hash };
}

/** A sealed event, as one that is read. */
export function recordedOfStored(event: StoredEvent): RecordedEvent {
  return withData(event, parseData(event.data, event.position));
}

/** The stored text as a value; throws `LOG_DAMAGED` where it is no JSON. */
function parseData(data: string, position: number): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new StopgapError("LOG_DAMAGED", `the data at position ${position} is not JSON`, { cause });
  }
}
