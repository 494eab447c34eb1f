import type { Block } from "../project/state.js";

/** What a block may name: a config id, an action id or an applied id. */
export interface Blockable {
  readonly mitigation: string;
  readonly actionId: string;
  readonly appliedId: string;
}

/** The ids in force at `now` (ISO 8601 UTC); a block's `until` is its first moment without it. */
export function blocksInForce(blocked: readonly Block[], now: string): readonly string[] {
  return blocked.filter((block) => block.until === null || block.until > now).map((block) => block.id);
}

/** The first id that names the action, at a dot boundary and in any case, or null. */
export function blockedBy(action: Blockable, ids: readonly string[]): string | null {
  return ids.find((id) => names(id, action)) ?? null;
}

/** True where `id` is the action's config id, action id or applied id, or leads to one at a dot boundary. */
export function names(id: string, action: Blockable): boolean {
  const wanted = id.toLowerCase();
  return [action.mitigation, action.actionId, action.appliedId].some((own) => {
    const name = own.toLowerCase();
    return name === wanted || name.startsWith(`${wanted}.`);
  });
}
