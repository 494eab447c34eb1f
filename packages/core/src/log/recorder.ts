import { concatMap, type Observable, Subject } from "rxjs";
import { StopgapError } from "../errors/stopgap-error.js";
import { fold } from "../project/fold.js";
import { initialState, type State } from "../project/state.js";
import type { RecordedEvent } from "./event.js";
import type { EventLog } from "./event-log.js";
import type { EventData, EventType } from "./event-types.js";
import { eventVersions } from "./event-types.js";

export type Draft = { [T in EventType]: { readonly type: T; readonly data: EventData[T] } }[EventType];

export interface RecordContext {
  readonly stream: string;
  readonly cycle: string | null;
  readonly actor: string | null;
  /** Kept with the events, in the same transaction. */
  readonly documents?: readonly Uint8Array[];
}

interface Batch {
  readonly drafts: readonly Draft[];
  readonly context: RecordContext;
  readonly settle: { resolve(events: readonly RecordedEvent[]): void; reject(error: unknown): void };
}

/** record → project: every event of this process flows through here into the log, and the state follows the log. */
export interface Recorder {
  /** As of the newest event read back from the log. */
  readonly state: State;
  /** What this process recorded, in order, after it was durable. Completes on `close`. */
  readonly events: Observable<readonly RecordedEvent[]>;
  /** Resolves once the events are durable. */
  record(drafts: readonly Draft[], context: RecordContext): Promise<readonly RecordedEvent[]>;
  /** Folds in what other processes appended. */
  refresh(): Promise<State>;
  /** Never earlier than the newest recorded event. */
  now(): Date;
  close(): void;
}

/** Opens the pipeline on a log and rebuilds the state from it, or from a trusted earlier one. */
export async function openRecorder(log: EventLog, clock: () => Date, from: State = initialState): Promise<Recorder> {
  let closed = false;
  let state = await fold(log, {}, from);
  const batches = new Subject<Batch>();
  const recorded = new Subject<readonly RecordedEvent[]>();

  const now = (): Date => {
    const newest = state.time === null ? 0 : Date.parse(state.time);
    if (Number.isNaN(newest)) {
      throw new StopgapError("LOG_DAMAGED", `the event at position ${state.position} has no time: ${state.time}`);
    }
    return new Date(Math.max(clock().getTime(), newest));
  };

  const append = async ({ drafts, context, settle }: Batch): Promise<void> => {
    try {
      const time = now().toISOString();
      const { stream, cycle, actor, documents } = context;
      const events = drafts.map(({ type, data }) => ({
        stream,
        type,
        version: eventVersions[type],
        time,
        cycle,
        actor,
        data,
      }));
      const appended = await log.append(events, documents === undefined ? {} : { documents });
      state = await fold(log, {}, state);
      recorded.next(appended);
      settle.resolve(appended);
    } catch (error) {
      settle.reject(error);
    }
  };
  batches.pipe(concatMap(append)).subscribe({ complete: () => recorded.complete() });

  return {
    get state() {
      return state;
    },
    events: recorded.asObservable(),
    record: (drafts, context) =>
      new Promise((resolve, reject) => {
        if (closed) reject(new StopgapError("LOG_UNWRITABLE", "the recorder was closed"));
        else batches.next({ drafts, context, settle: { resolve, reject } });
      }),
    async refresh() {
      state = await fold(log, {}, state);
      return state;
    },
    now,
    close() {
      closed = true;
      batches.complete();
    },
  };
}
