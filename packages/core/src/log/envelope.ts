import type { StoredEvent } from "./event.js";
import { sha256Hex } from "./sha256.js";

/** `previous` of the first event. */
export const zeroHash = "0".repeat(64);

/** The columns of an event before it has its hash. */
export type UnhashedEvent = Omit<StoredEvent, "hash">;

/** The export line up to, and not including, `,"hash":`: what the hash is over (contract, section 4). */
export function hashedText(event: UnhashedEvent): string {
  const { position, stream, type, version, time, cycle, actor, data, previous } = event;
  return `{"position":${position},"stream":${quoted(stream)},"type":${quoted(type)},"version":${version},"time":"${time}","cycle":${quoted(cycle)},"actor":${quoted(actor)},"data":${data},"previous":"${previous}"`;
}

const quotes = new Map<string, string>();
const mostQuotes = 1000;

/** The text as JSON. Streams, types, cycles and actors come again and again, so the last few are remembered. */
function quoted(text: string | null): string {
  if (text === null) return "null";
  const known = quotes.get(text);
  if (known !== undefined) return known;
  if (quotes.size >= mostQuotes) quotes.clear();
  const quote = JSON.stringify(text);
  quotes.set(text, quote);
  return quote;
}

/** Lower-case hex SHA-256 of the line's own bytes before its hash. */
export function hashOf(event: UnhashedEvent): string {
  return sha256Hex(hashedText(event));
}

/** The whole line, without a line end. */
export function exportLine(event: StoredEvent): string {
  return `${hashedText(event)},"hash":"${event.hash}"}`;
}

const ending = /,"previous":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$/;

/** The event of an export line with `data` as the text it is; null where the line is not exactly of that form. */
export function parseExportLine(line: string): StoredEvent | null {
  const tail = ending.exec(line);
  // A raw quote ends a JSON string, so this cannot stand inside one of the members before it.
  const dataStart = line.indexOf(',"data":');
  if (tail?.[1] === undefined || tail[2] === undefined || dataStart === -1) return null;
  const data = line.slice(dataStart + ',"data":'.length, tail.index);
  const before = parsed(`${line.slice(0, dataStart)}}`);
  if (!isMembers(before) || parsed(data) === undefined) return null;
  const { position, stream, type, version, time, cycle, actor } = before;
  const event = { position, stream, type, version, time, cycle, actor, data, previous: tail[1], hash: tail[2] };
  return exportLine(event) === line ? event : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMembers(value: unknown): value is Omit<StoredEvent, "data" | "previous" | "hash"> {
  if (typeof value !== "object" || value === null) return false;
  const { position, stream, type, version, time, cycle, actor } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(position) &&
    Number.isSafeInteger(version) &&
    [stream, type, time].every((text) => typeof text === "string") &&
    [cycle, actor].every((text) => text === null || typeof text === "string")
  );
}
