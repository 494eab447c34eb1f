import { Observable } from "rxjs";
import type { RecordedEvent } from "./event.js";
import type { EventLog, ReadOptions } from "./event-log.js";

export interface SubscribeOptions extends Pick<ReadOptions, "stream" | "types" | "pageSize"> {
  /** First position to get, default 1. */
  readonly from?: number;
  /** Milliseconds between two looks at a log that has nothing new, default 200. */
  readonly poll?: number;
  /** What to do with a page. The next one is not read before it settles, however slow it is: nothing piles up. */
  readonly handle?: (events: readonly RecordedEvent[]) => Promise<void> | void;
}

/**
 * Pages of events from a position on: first what there is, then what comes, from this process or another, each position
 * once and in order. Never completes; errors where reading or `handle` fails; unsubscribing stops the reading. At most one
 * page is in memory.
 */
export function subscribe(log: EventLog, options: SubscribeOptions = {}): Observable<readonly RecordedEvent[]> {
  const { from = 1, poll = 200, handle, ...filter } = options;
  return new Observable((subscriber) => {
    const stopped = new AbortController();
    const follow = async (): Promise<void> => {
      for (let next = from; !stopped.signal.aborted; ) {
        const { position } = await log.head();
        if (position < next) {
          await pause(poll, stopped.signal);
          continue;
        }
        for await (const page of log.read({ ...filter, from: next, to: position })) {
          if (stopped.signal.aborted) return;
          await handle?.(page);
          subscriber.next(page);
          // Lets others have their turn between two pages of a long history.
          await pause(0, stopped.signal);
          if (stopped.signal.aborted) return;
        }
        next = position + 1;
      }
    };
    follow().catch((error: unknown) => {
      if (!stopped.signal.aborted) subscriber.error(error);
    });
    return () => stopped.abort();
  });
}

function pause(milliseconds: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      clearImmediate(turn);
      stopped.removeEventListener("abort", done);
      resolve();
    };
    const timer = milliseconds > 0 ? setTimeout(done, milliseconds) : undefined;
    const turn = milliseconds > 0 ? undefined : setImmediate(done);
    stopped.addEventListener("abort", done);
  });
}
