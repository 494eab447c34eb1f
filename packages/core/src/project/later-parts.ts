import type { Json } from "../plugin/mitigation-plugin.js";
import { lookup } from "./lookup.js";
import type { AppliedMitigation } from "./state.js";

/**
 * When the parts of an undo record came that the action did not have from the first: its own place among the holders of a
 * thing counts from there. Empty for a record that is not keyed.
 */
export function laterParts(
  undo: Json,
  earlier: Pick<AppliedMitigation, "undo" | "later"> | undefined,
  position: number,
): Pick<AppliedMitigation, "later"> {
  if (earlier === undefined || !isKeyed(undo)) return {};
  const known = isKeyed(earlier.undo) ? earlier.undo : {};
  const parts = Object.keys(undo).flatMap((key) => {
    const at = Object.hasOwn(known, key) ? lookup(earlier.later ?? {}, key) : position;
    return at === undefined ? [] : [[key, at] as const];
  });
  return parts.length === 0 ? {} : { later: Object.fromEntries(parts) };
}

function isKeyed(undo: Json): undo is { readonly [key: string]: Json } {
  return undo !== null && typeof undo === "object" && !Array.isArray(undo);
}
