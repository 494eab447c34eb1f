import type { Action, Feed, Mitigation } from "@stopgap/core";

/** The feeds the log keeps, by the SHA-256 of their document, as far as they were needed. */
export type Feeds = ReadonlyMap<string, Feed>;

export interface FoundAction {
  readonly mitigation: Mitigation;
  readonly action: Action;
}

/** The action of that applied id in the feed, or null. */
export function findAction(feed: Feed | undefined, appliedId: string): FoundAction | null {
  for (const mitigation of feed?.mitigations ?? []) {
    const action = mitigation.actions.find((one) => one.appliedId === appliedId);
    if (action !== undefined) return { mitigation, action };
  }
  return null;
}
