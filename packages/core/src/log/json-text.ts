import { StopgapError } from "../errors/stopgap-error.js";

const deepest = 200;

/**
 * The JSON text of event data. Data that would not come back as it went in is refused with `LOG_EVENT_REFUSED`:
 * undefined, functions, symbols, BigInt, NaN and infinities, objects of a class, cycles.
 */
export function jsonText(data: unknown): string {
  const fault = faultOf(data, 0);
  if (fault !== null) throw new StopgapError("LOG_EVENT_REFUSED", `an event's data${fault}`);
  return JSON.stringify(data);
}

/** Null for plain JSON; else the path to what is not and what it is, made only on the way out. */
function faultOf(value: unknown, depth: number): string | null {
  switch (typeof value) {
    case "string":
    case "boolean":
      return null;
    case "number":
      return Number.isFinite(value) ? null : ` is ${value}`;
    case "object":
      return value === null ? null : faultOfObject(value, depth);
    default:
      return ` is of type ${typeof value}`;
  }
}

function faultOfObject(value: object, depth: number): string | null {
  if (depth === deepest) return ` is nested more than ${deepest} deep`;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const fault = isPlain(value[index]) ? null : faultOf(value[index], depth + 1);
      if (fault !== null) return `[${index}]${fault}`;
    }
    return null;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return ` is an object of class ${value.constructor?.name}`;
  const members = value as Record<string, unknown>;
  for (const key in members) {
    const member = members[key];
    const fault = isPlain(member) ? null : faultOf(member, depth + 1);
    if (fault !== null) return `.${key}${fault}`;
  }
  return null;
}

/** The common cases at once. */
function isPlain(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "number" && Number.isFinite(value));
}
