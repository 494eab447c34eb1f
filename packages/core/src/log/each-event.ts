import type { Observable } from "rxjs";

/**
 * What the observable emits from now on, one by one, however slow the reader is: it waits in memory until it is read.
 * Ends with the observable, or when the reader leaves its loop.
 */
export function eachEvent<T>(source: Observable<T>): AsyncIterator<T, undefined> {
  const waiting: T[] = [];
  let wake: (() => void) | null = null;
  let ended = false;
  let failure: { readonly error: unknown } | null = null;
  const turn = (): void => {
    wake?.();
    wake = null;
  };
  const end = (): void => {
    ended = true;
    turn();
  };
  const subscription = source.subscribe({
    next: (value) => {
      waiting.push(value);
      turn();
    },
    complete: end,
    error: (error: unknown) => {
      failure = { error };
      end();
    },
  });
  return {
    async next() {
      for (;;) {
        if (waiting.length > 0) return { done: false, value: waiting.shift() as T };
        if (failure !== null) throw failure.error;
        if (ended) return { done: true, value: undefined };
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async return() {
      subscription.unsubscribe();
      waiting.length = 0;
      end();
      return { done: true, value: undefined };
    },
  };
}
