import { isDeepStrictEqual } from "node:util";
import { oneLine } from "../decide/one-line.js";
import type { Inspection, Json } from "./mitigation-plugin.js";

/** Gives a hook's result back as what its interface says, or throws an `Error` that says what it is instead. */
export type Validate<T> = (result: unknown) => T;

const states: ReadonlySet<unknown> = new Set<Inspection["state"]>(["absent", "present", "altered"]);
const mostLines = 10_000;
const mostUndo = 32 * 1024 * 1024;
const deepest = 100;

/** Of `inspect`. */
export const asInspection: Validate<Inspection> = (result) => {
  if (!isRecord(result)) throw new Error("an inspection is an object with a state");
  const { state, detail, warnings = [] } = result;
  if (!states.has(state)) throw new Error("the state of an inspection is absent, present or altered");
  if (detail !== undefined && typeof detail !== "string") throw new Error("the detail of an inspection is text");
  const checked = state as Inspection["state"];
  const lines = strings(warnings).map(oneLine);
  return {
    state: checked,
    ...(detail === undefined ? {} : { detail: oneLine(detail) }),
    ...(lines.length === 0 ? {} : { warnings: lines }),
  };
};

/** Of `capture` and `recapture`: a copy that nobody else holds. */
export const asUndo: Validate<Json> = (result) => {
  checkDepth(result, 0);
  const text = JSON.stringify(result);
  if (text === undefined) throw new Error("an undo record is plain JSON");
  if (text.length > mostUndo) throw new Error(`an undo record has at most ${mostUndo} characters`);
  const copy: Json = JSON.parse(text);
  if (!isDeepStrictEqual(copy, result)) throw new Error("an undo record is plain JSON; this one comes back changed");
  return copy;
};

function checkDepth(value: unknown, depth: number): void {
  if (depth > deepest) throw new Error(`an undo record is at most ${deepest} deep, and no circle`);
  if (value !== null && typeof value === "object") {
    for (const below of Object.values(value)) checkDepth(below, depth + 1);
  }
}

/** Of `prerequisites` and `describe`. */
export const asLines: Validate<readonly string[]> = (result) => strings(result).map(oneLine);

/** Of `claims`. */
export const asClaims: Validate<readonly string[]> = (result) => {
  const claims = strings(result);
  if (claims.some((claim) => claim === "")) throw new Error("a claim is not empty");
  return [...new Set(claims)];
};

/** Of `revert`: the lines of what was overwritten; anything else says nothing. */
export const asOverwritten: Validate<readonly string[]> = (result) =>
  isRecord(result) && result.overwritten !== undefined ? strings(result.overwritten).map(oneLine) : [];

/** Of `apply`: whatever it is, it says nothing. */
export const asNothing: Validate<void> = () => {};

function strings(result: unknown): readonly string[] {
  if (!Array.isArray(result) || result.length > mostLines)
    throw new Error(`a list of at most ${mostLines} texts is asked for`);
  return Array.from(result, (line: unknown) => {
    if (typeof line !== "string") throw new Error("a list of texts is asked for");
    return line;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
