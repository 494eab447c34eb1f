import type { Decision } from "../decide/decision.js";

/** Of a decision that was made again what the record has of it too, as JSON has it: a later program may say more of the same. */
export function asRecorded(rerun: Decision, recorded: Decision): unknown {
  return plain(Object.fromEntries(Object.entries(rerun).filter(([key]) => Object.hasOwn(recorded, key))));
}

export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
