import { type EventData, oneLine, type RecordedEvent, type RuntimeLogger } from "@stopgap/core";
import type { Follower, Refused } from "../outlets/follower.js";
import type { Notice } from "./notice.js";
import { noticeOfEvent } from "./notice-of-event.js";
import { type NotifyMemory, noMemory, notifyMemoryOf } from "./notify-memory.js";
import type { Target } from "./target.js";

/** A notice that was refused as often as this, and for as long, is set aside. */
const patience = { tries: 10, milliseconds: 24 * 3_600_000 };

export interface Notifying {
  readonly organization: string;
  readonly logger: RuntimeLogger;
  now(): Date;
  /** Records that a notice was set aside. */
  recordSetAside(data: EventData["NoticeSetAside"]): Promise<void>;
}

/**
 * A target as a follower of the event log: the next notice is not sent before this one has arrived, or was refused for a
 * day and set aside.
 */
export function notifyFollower(target: Target, notifying: Notifying): Follower<NotifyMemory> {
  const { organization, logger, now, recordSetAside } = notifying;
  const noticeFor = (event: RecordedEvent, memory: NotifyMemory) => {
    const { notice, told } = noticeOfEvent(event, organization, memory.told);
    const isWanted = notice !== null && (target.on === null || target.on.some((kind) => kind === notice.kind));
    return { notice: isWanted ? notice : null, told };
  };
  return {
    name: target.name,
    title: target.title,
    begins: "now",
    remembered: (stored) => notifyMemoryOf(stored) ?? noMemory,
    async take(event, memory, signal) {
      const { notice, told } = noticeFor(event, memory);
      if (notice === null) return { memory: { ...memory, told }, told: false };
      await target.deliver(notice, signal);
      logger.info({ kind: notice.kind, position: event.position }, `told ${target.title}: ${notice.text}`);
      return { memory: { ...memory, told, delivered: memory.delivered + 1, refused: null }, told: true };
    },
    async refused(event, memory, error) {
      const { notice, told } = noticeFor(event, memory);
      const time = now().toISOString();
      const message = oneLine(error instanceof Error ? error.message : String(error));
      const earlier = memory.refused?.position === event.position ? memory.refused : null;
      const tries = (earlier?.tries ?? 0) + 1;
      const since = earlier?.since ?? time;
      const waited = Date.parse(time) - Date.parse(since);
      if (notice === null || tries < patience.tries || waited < patience.milliseconds) {
        return { memory: { ...memory, refused: { position: event.position, since, tries, message } }, leave: false };
      }
      return await setAside(notice, { ...memory, told }, { tries, since, message }, time);
    },
  };

  async function setAside(
    { kind, position }: Notice,
    memory: NotifyMemory,
    about: Pick<EventData["NoticeSetAside"], "tries" | "since" | "message">,
    time: string,
  ): Promise<Refused<NotifyMemory>> {
    await recordSetAside({ target: target.title, kind, position, ...about });
    logger.error({ kind, position, ...about }, `the notice was set aside: ${target.title} refuses it`);
    const left = { ...memory, refused: null, setAside: memory.setAside + 1, lastSetAside: time };
    return { memory: left, leave: true };
  }
}
