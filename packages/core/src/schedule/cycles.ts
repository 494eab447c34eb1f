import {
  concatMap,
  EMPTY,
  exhaustMap,
  from,
  lastValueFrom,
  merge,
  Observable,
  type ObservableInput,
  Subject,
  timer,
} from "rxjs";
import { catchError } from "rxjs/operators";
import { StopgapError } from "../errors/stopgap-error.js";
import { cronTicks } from "./cron.js";

export type Trigger = "start" | "schedule" | "check";

export interface Schedule {
  /** Milliseconds from start to the first cycle. */
  readonly startupDelay: number;
  /** Cron expression, in UTC. */
  readonly expression: string;
  /** Milliseconds, at most, a scheduled cycle is put off, so that servers do not all ask at once. */
  readonly jitter: number;
}

/** When cycles run: once after the start delay, then on schedule, with the jitter. Cold; unsubscribing stops every timer. */
export function triggers({ startupDelay, expression, jitter }: Schedule, random: () => number): Observable<Trigger> {
  const started = timer(startupDelay).pipe(concatMap((): Trigger[] => ["start"]));
  const scheduled = cronTicks(expression).pipe(
    exhaustMap((tick) => timer(Math.floor(random() * jitter)).pipe(concatMap((): Trigger[] => [tick]))),
  );
  return merge(started, scheduled);
}

/**
 * Runs a cycle per trigger. Cycles never overlap: a scheduled trigger that comes while one runs is dropped, as the
 * running one is as good. A failure goes to `onError` and never ends the stream; unsubscribing aborts the running cycle.
 */
export function cycles<T>(
  source: ObservableInput<Trigger>,
  run: (trigger: Trigger, signal: AbortSignal) => Promise<T>,
  onError: (error: unknown) => void,
): Observable<T> {
  return from(source).pipe(
    exhaustMap((trigger) =>
      abortable((signal) => run(trigger, signal)).pipe(
        catchError((error: unknown) => {
          onError(error);
          return EMPTY;
        }),
      ),
    ),
  );
}

/** A queue for work that must run one after the other, whatever asks for it. */
export interface Queue {
  /** Rejects with `RUNTIME_STOPPED` once `end` was called. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Takes no more work. Resolves when what was taken is done. */
  end(): Promise<void>;
}

export function oneAtATime(): Queue {
  const waiting = new Subject<() => Promise<void>>();
  const drained = lastValueFrom(waiting.pipe(concatMap((work) => work())), { defaultValue: undefined });
  let ended = false;
  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        if (ended) reject(new StopgapError("RUNTIME_STOPPED", "the runtime was stopped and takes no more work"));
        else waiting.next(() => work().then(resolve, reject));
      }),
    async end() {
      ended = true;
      waiting.complete();
      await drained;
    },
  };
}

function abortable<T>(work: (signal: AbortSignal) => Promise<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    work(controller.signal).then(
      (value) => {
        subscriber.next(value);
        subscriber.complete();
      },
      (error: unknown) => subscriber.error(error),
    );
    return () => controller.abort();
  });
}
