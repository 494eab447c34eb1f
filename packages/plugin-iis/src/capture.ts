import type { Earlier, Host } from "@stopgap/core/plugin";
import { planRewrite } from "./plan.js";
import type { RewriteParameters } from "./rewrite-parameters.js";
import { mergeUndo, type RewriteUndo, readUndo, withoutReplaced } from "./undo.js";

/** What undoes the apply that follows; of an upgrade, what undoes it back to before the first version. */
export async function capture(
  parameters: RewriteParameters,
  host: Host,
  earlier?: Earlier<RewriteParameters>,
): Promise<RewriteUndo> {
  const { undo } = await planRewrite(parameters, host, earlier);
  return earlier === undefined ? undo : mergeUndo(readUndo(earlier.undo), undo);
}

/** The undo to keep when what was taken away or changed is put back. */
export async function recapture(parameters: RewriteParameters, undo: RewriteUndo, host: Host): Promise<RewriteUndo> {
  const again = await planRewrite(parameters, host, { parameters, undo });
  return { ...undo, ...mergeUndo(undo, withoutReplaced(again.undo)) };
}
