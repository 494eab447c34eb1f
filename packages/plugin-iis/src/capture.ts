import type { Earlier, Host } from "@stopgap/core/plugin";
import { assess } from "./config/assess.js";
import { sameItem } from "./piece.js";
import { type Plan, planRewrite } from "./plan.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { itemClaim, mergeUndo, originalClaim, type RewriteUndo, readUndo, type UndoEntry } from "./undo.js";

/** What undoes the apply that follows; of an upgrade, what undoes it back to before the first version. */
export async function capture(
  parameters: RewriteParameters,
  host: Host,
  earlier?: Earlier<RewriteParameters>,
): Promise<RewriteUndo> {
  const plan = await planRewrite(parameters, host, earlier);
  if (earlier === undefined) return plan.undo;
  const before = readUndo(earlier.undo);
  return { ...mergeUndo(before, plan.undo), ...originals(plan, before, earlier.parameters) };
}

/** The undo to keep when what was taken away or changed is put back. */
export async function recapture(parameters: RewriteParameters, undo: RewriteUndo, host: Host): Promise<RewriteUndo> {
  const again = await planRewrite(parameters, host, { parameters, undo });
  return { ...undo, ...mergeUndo(undo, again.undo) };
}

/** The text of items that the first version found as it wanted them and that the new one says anew. */
function originals(plan: Plan, before: RewriteUndo, parameters: RewriteParameters): RewriteUndo {
  const found: Record<string, UndoEntry> = {};
  for (const { target, changes } of plan.files) {
    for (const { change, piece } of changes) {
      const claim = originalClaim(target.file, target.level, piece);
      const known = before[claim];
      const wasThere = before[itemClaim(target.file, target.level, piece)] === null;
      const old = parameters.pieces.find((each) => sameItem(each, piece));
      if (known !== undefined) found[claim] = known;
      else if (change === "replace" && wasThere && old !== undefined) {
        const { state, elements } = assess(target.document, target.level, old);
        const [element] = elements;
        if (state === "present" && element !== undefined)
          found[claim] = { replaced: target.text.slice(element.start, element.end) };
      }
    }
  }
  return found;
}
