import { setMaxListeners } from "node:events";
import { StopgapError } from "../../errors/stopgap-error.js";
import { fetchError } from "./fetch-error.js";
import type { Progress } from "./progress.js";

/** Node's timers take no more than this. */
const longestMs = 2 ** 31 - 1;

export interface Deadline {
  /** Aborted at the deadline, by the caller's signal or by `stop`. */
  readonly signal: AbortSignal;
  /** Ends the run now; it rejects with that error. */
  stop(error: StopgapError): void;
}

/**
 * Runs to its end or to the deadline, whichever is first, even where something in it never settles. Rejects with
 * FETCH_TIMEOUT, with FETCH_ABORTED where the caller's signal aborts, or with what the run rejects with.
 */
export async function withinDeadline<T>(
  place: string,
  timeoutMs: number,
  progress: Progress,
  outer: AbortSignal,
  run: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  // A few of one redirect each; all gone when the run is over.
  setMaxListeners(50, controller.signal);
  const stopped = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason as StopgapError), { once: true });
  });
  stopped.catch(() => {});
  const stop = (error: StopgapError) => controller.abort(error);
  const give = () => stop(new StopgapError("FETCH_ABORTED", `the fetch from ${place} was stopped`));
  if (outer.aborted) give();
  outer.addEventListener("abort", give, { once: true });
  const timer = setTimeout(
    () => {
      const message = `timed out after ${timeoutMs} ms while ${progress.activity}`;
      stop(fetchError("FETCH_TIMEOUT", progress.layer, message));
    },
    Math.min(timeoutMs, longestMs),
  );
  try {
    controller.signal.throwIfAborted();
    return await Promise.race([run({ signal: controller.signal, stop }), stopped]);
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(timer);
    outer.removeEventListener("abort", give);
    if (!controller.signal.aborted) stop(new StopgapError("FETCH_ABORTED", `the fetch from ${place} is over`));
  }
}
