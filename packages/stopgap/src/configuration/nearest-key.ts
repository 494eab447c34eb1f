import { distance } from "fastest-levenshtein";
import { knownKeys } from "./known-keys.js";

/** The known key that looks most like the unknown one; at equal looks, the one under the same parent. */
export function nearestKey(unknown: string): string {
  const scored = knownKeys.map((known) => ({ known, score: score(unknown, known) }));
  return scored.reduce((best, next) => (next.score < best.score ? next : best)).known;
}

function score(unknown: string, known: string): number {
  const [ownParent, ownName] = split(unknown);
  const [parent, name] = split(known);
  const apart = ownParent === parent ? 0 : 1.5;
  return distance(ownName.toLowerCase(), name.toLowerCase()) + apart;
}

function split(key: string): [string, string] {
  const dot = key.lastIndexOf(".");
  return [key.slice(0, Math.max(dot, 0)), key.slice(dot + 1)];
}
