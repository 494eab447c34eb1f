import type { RewriteParameters } from "./rewrite-parameters.js";
import { pathClaim } from "./undo.js";

/** The claim that can be told without looking at the host; it is a key of every undo record, whose other keys are claims too. */
export function claims(parameters: RewriteParameters): readonly string[] {
  return [pathClaim(parameters)];
}
