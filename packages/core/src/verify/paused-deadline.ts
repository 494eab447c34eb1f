/** A deadline that does not count the time between `pause` and `resume`, which may overlap. */
export interface PausedDeadline {
  pause(): void;
  resume(): void;
  /** Never ends it any more. */
  clear(): void;
}

/** Calls `end` once, after so many milliseconds that were not paused. */
export function startDeadline(milliseconds: number, end: () => void): PausedDeadline {
  let left = milliseconds;
  let pauses = 0;
  let since = performance.now();
  let timer = setTimeout(end, left);
  return {
    pause() {
      pauses += 1;
      if (pauses > 1) return;
      clearTimeout(timer);
      left -= performance.now() - since;
    },
    resume() {
      pauses -= 1;
      if (pauses > 0) return;
      since = performance.now();
      timer = setTimeout(end, Math.max(0, left));
    },
    clear() {
      pauses = Number.POSITIVE_INFINITY;
      clearTimeout(timer);
    },
  };
}
