import { closest } from "fastest-levenshtein";

/** Of the words, the one that was probably meant. */
export function nearestWord(written: string, words: readonly string[]): string {
  return closest(written, [...words]);
}
