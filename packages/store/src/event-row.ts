import { type EnvelopeText, type RecordedEvent, StopgapError } from "@stopgap/core";

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

/** Throws `LOG_DAMAGED` where the row's data is no JSON. */
export function eventOf(row: EventRow): RecordedEvent {
  const [position, stream, type, version, time, cycle, actor, data, previous, hash] = row;
  return { position, stream, type, version, time, cycle, actor, data: parse(data, position), previous, hash };
}

export function envelopeOf(row: EventRow): { readonly envelope: EnvelopeText; readonly hash: string } {
  const [position, stream, type, version, time, cycle, actor, data, previous, hash] = row;
  return { envelope: { position, stream, type, version, time, cycle, actor, data, previous }, hash };
}

function parse(data: string, position: number): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new StopgapError("LOG_DAMAGED", `the data at position ${position} is not JSON`, { cause });
  }
}
