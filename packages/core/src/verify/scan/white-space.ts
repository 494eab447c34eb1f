import { byteClasses, SPACE } from "./byte-classes.js";

/** The offset of the first byte from `at` on that is no white space; the length where there is none. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  const { length } = bytes;
  let next = at;
  while (next < length && ((byteClasses[bytes[next] as number] as number) & SPACE) !== 0) next += 1;
  return next;
}
