import type { Follower } from "../outlets/follower.js";
import { type Counts, count, noCounts } from "./counts.js";

/** Counts the whole log from its first event on; `publish` gets the counts whenever the head is reached. */
export function metricsFollower(server: string, publish: (counts: Counts) => Promise<void>): Follower<Counts> {
  return {
    name: "metrics",
    title: "metrics",
    begins: "first",
    remembered: (stored) => (isCounts(stored) ? merged(stored) : noCounts),
    take: async (event, counts) => ({ memory: count(counts, event, server), told: false }),
    caughtUp: publish,
  };
}

/** A newer program may count what an older one did not: those begin at zero. */
function merged(stored: Counts): Counts {
  const events = { ...noCounts.events, ...stored.events };
  return { ...noCounts, ...stored, events, failures: { ...noCounts.failures, ...stored.failures } };
}

function isCounts(value: unknown): value is Counts {
  return typeof value === "object" && value !== null && "cycles" in value && "events" in value && "failures" in value;
}
