import type { Json } from "./mitigation-plugin.js";

interface Member {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/**
 * The JSON text with the member at `path` set, or taken out where `value` is undefined; every other character stays,
 * and a member that was added goes again without a trace. A new member goes last, written as its neighbour is.
 * Throws a `SyntaxError` where the text is no JSON, and where what should hold the member is no object.
 */
export function spliceJson(text: string, path: readonly string[], value: Json | undefined): string {
  JSON.parse(text);
  let start = skipSpace(text, 0);
  for (const [depth, key] of path.entries()) {
    if (text[start] !== "{") throw new SyntaxError(`${path.slice(0, depth).join(".") || "the document"} is no object`);
    const members = membersOf(text, start);
    // Of members with one key the last is the one that counts.
    const index = members.findLastIndex((member) => member.key === key);
    const member = members[index];
    if (depth === path.length - 1) {
      if (value === undefined) return member === undefined ? text : without(text, start, members, index);
      const written = JSON.stringify(value);
      return member === undefined ? withNew(text, start, members, key, written) : replace(text, member, written);
    }
    if (member === undefined) throw new SyntaxError(`there is no ${path.slice(0, depth + 1).join(".")}`);
    start = member.valueStart;
  }
  return text;
}

/** A JSON object of objects, to be changed often: each change costs what its own object has, and every other character stays. */
export interface JsonTables {
  /** As `spliceJson` of that path. Throws a `SyntaxError` where there is no such table, or it is no object. */
  set(table: string, member: string, value: Json): void;
  text(): string;
}

/** Throws a `SyntaxError` where the text is no JSON object. */
export function jsonTables(text: string): JsonTables {
  JSON.parse(text);
  const start = skipSpace(text, 0);
  if (text[start] !== "{") throw new SyntaxError("the document is no object");
  const parts: string[] = [];
  const places = new Map<string, number>();
  let at = 0;
  for (const { key, valueStart, valueEnd } of membersOf(text, start)) {
    places.set(key, parts.push(text.slice(at, valueStart), text.slice(valueStart, valueEnd)) - 1);
    at = valueEnd;
  }
  parts.push(text.slice(at));
  return {
    set(table, member, value) {
      const place = places.get(table);
      if (place === undefined) throw new SyntaxError(`there is no ${table}`);
      parts[place] = spliceJson(parts[place] ?? "", [member], value);
    },
    text: () => parts.join(""),
  };
}

function replace(text: string, { valueStart, valueEnd }: Member, written: string): string {
  return text.slice(0, valueStart) + written + text.slice(valueEnd);
}

function withNew(text: string, start: number, members: readonly Member[], key: string, written: string): string {
  const last = members.at(-1);
  const name = JSON.stringify(key);
  if (last === undefined) return `${text.slice(0, start + 1)}${name}: ${written}${text.slice(start + 1)}`;
  let spaceStart = last.keyStart;
  while (/\s/.test(text.charAt(spaceStart - 1))) spaceStart -= 1;
  const space = text.slice(spaceStart, last.keyStart);
  const colon = text.slice(last.keyEnd, last.valueStart);
  return `${text.slice(0, last.valueEnd)},${space}${name}${colon}${written}${text.slice(last.valueEnd)}`;
}

function without(text: string, start: number, members: readonly Member[], index: number): string {
  const [before, member, after] = [members[index - 1], members[index], members[index + 1]];
  const from = before?.valueEnd ?? (after === undefined ? start + 1 : member?.keyStart);
  const to = before === undefined && after !== undefined ? after.keyStart : member?.valueEnd;
  return text.slice(0, from) + text.slice(to);
}

function membersOf(text: string, start: number): readonly Member[] {
  const members: Member[] = [];
  let at = skipSpace(text, start + 1);
  while (text[at] !== "}") {
    const keyEnd = endOfString(text, at);
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const valueEnd = endOfValue(text, valueStart);
    members.push({ key: JSON.parse(text.slice(at, keyEnd)), keyStart: at, keyEnd, valueStart, valueEnd });
    at = skipSpace(text, valueEnd);
    if (text[at] === ",") at = skipSpace(text, at + 1);
  }
  return members;
}

function skipSpace(text: string, at: number): number {
  while (/\s/.test(text.charAt(at))) at += 1;
  return at;
}

function endOfString(text: string, at: number): number {
  for (at += 1; text[at] !== '"'; at += 1) if (text[at] === "\\") at += 1;
  return at + 1;
}

function endOfValue(text: string, at: number): number {
  let depth = 0;
  do {
    const character = text.charAt(at);
    if (character === '"') at = endOfString(text, at);
    else if (/[-0-9a-z]/i.test(character)) while (/[-+.0-9a-z]/i.test(text.charAt(at))) at += 1;
    else {
      if (/[[{]/.test(character)) depth += 1;
      else if (/[\]}]/.test(character)) depth -= 1;
      at += 1;
    }
  } while (depth > 0);
  return at;
}
