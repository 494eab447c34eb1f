import { createHash } from "node:crypto";
import type { NewEvent, RecordedEvent } from "./event.js";

/** `previous` of the first event. */
export const zeroHash = "0".repeat(64);

/** The columns of an event as text; `data` is JSON text, unchanged ever after. */
export interface EnvelopeText extends Omit<RecordedEvent, "data" | "hash"> {
  readonly data: string;
}

/** The export line up to, and not including, `,"hash":`: what the hash is over (contract, section 4). */
export function hashedText(envelope: EnvelopeText): string {
  const { position, stream, type, version, time, cycle, actor, data, previous } = envelope;
  const quoted = (text: string | null) => JSON.stringify(text);
  return `{"position":${position},"stream":${quoted(stream)},"type":${quoted(type)},"version":${version},"time":${quoted(time)},"cycle":${quoted(cycle)},"actor":${quoted(actor)},"data":${data},"previous":${quoted(previous)}`;
}

/** Lower-case hex SHA-256 of the line's own bytes before its hash. */
export function hashOf(envelope: EnvelopeText): string {
  return createHash("sha256").update(hashedText(envelope), "utf8").digest("hex");
}

/** The whole line, without a line end. */
export function exportLine(envelope: EnvelopeText, hash: string): string {
  return `${hashedText(envelope)},"hash":"${hash}"}`;
}

/** The event as the next of a chain: position, previous hash, and a time never earlier than the one before. */
export function chained(
  event: NewEvent,
  head: { readonly position: number; readonly hash: string; readonly time: string | null },
): EnvelopeText {
  const { stream, type, version, cycle, actor, data } = event;
  const time = head.time !== null && head.time > event.time ? head.time : event.time;
  return {
    position: head.position + 1,
    stream,
    type,
    version,
    time,
    cycle,
    actor,
    data: JSON.stringify(data),
    previous: head.hash,
  };
}
