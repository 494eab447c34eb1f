import { readFileSync } from "node:fs";
import { sha256Hex } from "../log/sha256.js";

/**
 * SHA-256 over the text of every module that folding runs, found by following the imports of the reducer: whatever changes
 * what a fold comes to changes it, and nobody has to remember a number. Null where the modules do not stand there as files,
 * as in a bundle; then there is no telling, and no snapshot is used.
 */
export function reducerFingerprint(): string | null {
  known ??= { fingerprint: fingerprintFrom(new URL(`../project/evolve.${ownEnding}`, import.meta.url)) };
  return known.fingerprint;
}

let known: { readonly fingerprint: string | null } | null = null;

/** This file is TypeScript where the engine's own tests run, and JavaScript wherever it is installed. */
const ownEnding = import.meta.url.endsWith(".ts") ? "ts" : "js";
/** Also where the files were minified one by one. One too many only means a fingerprint that changes more often, or none. */
const relativeImport = /\b(?:import|export)\b(?!\s+type\b)[^"';]*["'](\.[^"']+)\.js["']/g;

/** The same of any module and of those it takes values from, wherever they stand. */
export function fingerprintFrom(start: URL): string | null {
  const texts = new Map<string, string>();
  const waiting = [start];
  try {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (texts.has(next.href)) continue;
      const text = readFileSync(next, "utf8");
      texts.set(next.href, text);
      const ending = next.href.slice(next.href.lastIndexOf(".") + 1);
      for (const [, path] of text.matchAll(relativeImport)) waiting.push(new URL(`${path}.${ending}`, next));
    }
  } catch {
    return null;
  }
  return sha256Hex(JSON.stringify([...texts.values()].toSorted()));
}
