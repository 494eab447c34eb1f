import type { RuntimeLogger } from "@stopgap/core";
import type { Follower } from "../outlets/follower.js";
import { noticeOfEvent, type Told } from "./notice-of-event.js";
import type { Target } from "./target.js";

/** What a target's cursor keeps. */
export interface NotifyMemory {
  readonly told: Told;
  readonly delivered: number;
}

/** A target as a follower of the event log: the next notice is not sent before this one has arrived. */
export function notifyFollower(target: Target, organization: string, logger: RuntimeLogger): Follower<NotifyMemory> {
  return {
    name: target.name,
    title: target.title,
    begins: "now",
    remembered: (stored) => (isMemory(stored) ? stored : { told: {}, delivered: 0 }),
    async take(event, memory, signal) {
      const { notice, told } = noticeOfEvent(event, organization, memory.told);
      const wanted = notice !== null && (target.on === null || target.on.some((kind) => kind === notice.kind));
      if (!wanted) return { memory: { ...memory, told }, told: false };
      await target.deliver(notice, signal);
      logger.info({ kind: notice.kind, position: event.position }, `told ${target.title}: ${notice.text}`);
      return { memory: { told, delivered: memory.delivered + 1 }, told: true };
    },
  };
}

function isMemory(value: unknown): value is NotifyMemory {
  if (typeof value !== "object" || value === null || !("told" in value) || !("delivered" in value)) return false;
  return typeof value.told === "object" && value.told !== null && typeof value.delivered === "number";
}
