import { setTimeout as sleep } from "node:timers/promises";
import { oneLine, type RuntimeLogger, StopgapError } from "@stopgap/core";
import { holdLock } from "@stopgap/store";
import { advance, type FollowedLog } from "./advance.js";
import type { Follower } from "./follower.js";

/** Where events leave the log to, in the background of the work: a way that fails stops nothing and loses nothing. */
export interface Outlets {
  /** Tells whenever something came, until closed. */
  follow(): void;
  /** Something was recorded. */
  poke(): void;
  /** Tells what is still to be told, for at most `limit` milliseconds; the rest is the next process's. Never rejects. */
  close(): Promise<void>;
}

export interface OutletOptions extends FollowedLog {
  readonly followers: readonly Follower[];
  /** Told after all others, of how they got on. */
  readonly last?: Follower | null;
  readonly logger: RuntimeLogger;
  /** Milliseconds `close` may take. */
  readonly limit: number;
  /** Milliseconds between two looks at what other processes recorded. */
  readonly idle?: number;
  /** Milliseconds before the first retry; each further one waits twice as long, at most ten minutes. */
  readonly retry?: number;
}

const longestRetry = 600_000;
const lastAttempts = 3;

/** Opens nothing and writes nothing until something was recorded. */
export function createOutlets(options: OutletOptions): Outlets {
  const { followers, last = null, logger, limit, idle = 60_000, retry = 1000 } = options;
  const stopping = new AbortController();
  const expired = new AbortController();
  /** True while something may not have been told yet. */
  let owed = false;
  let poked = false;
  let wake: AbortController = new AbortController();
  let following: Promise<void> = Promise.resolve();

  const tell = async (follower: Follower): Promise<boolean> => {
    try {
      await advance(options, follower, expired.signal);
      return true;
    } catch (error) {
      const { code, message } = reasonOf(error, expired.signal);
      logger.warn({ code, outlet: follower.title }, `${follower.title}: ${message}; it is tried again`);
      return false;
    }
  };

  /** True where everything recorded before the call was told. */
  const round = async (wait: number): Promise<boolean> => {
    poked = false;
    owed = false;
    const told = await roundUnderLock(wait);
    if (!told) owed = true;
    return told;
  };

  const roundUnderLock = async (wait: number): Promise<boolean> => {
    const release = await holdLock(options.storeFile, "outlets", { wait, purpose: "telling others" }).catch(
      (error: unknown) => {
        logger.warn({}, `what was recorded is not told yet: ${reasonOf(error, expired.signal).message}`);
        return null;
      },
    );
    if (release === null) return false;
    try {
      const told = await Promise.all(followers.map(tell));
      if (last !== null) told.push(await tell(last));
      return told.every(Boolean);
    } finally {
      await release();
    }
  };

  const pause = async (milliseconds: number): Promise<void> => {
    wake = new AbortController();
    if (poked) return;
    const signal = AbortSignal.any([wake.signal, stopping.signal]);
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  };

  const loop = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      failures = (await round(0)) ? 0 : failures + 1;
      await pause(failures === 0 ? idle : backoff(retry, failures));
    }
  };

  return {
    follow() {
      following = loop();
    },
    poke() {
      poked = true;
      owed = true;
      wake.abort();
    },
    async close() {
      const timer = setTimeout(() => expired.abort(), limit);
      stopping.abort();
      await following;
      for (let attempt = 1; owed && !expired.signal.aborted; attempt += 1) {
        if ((await round(limit)) || attempt === lastAttempts) break;
        await sleep(backoff(retry, attempt), undefined, { signal: expired.signal }).catch(() => undefined);
      }
      clearTimeout(timer);
    },
  };
}

function backoff(first: number, failures: number): number {
  return Math.min(longestRetry, first * 2 ** Math.min(failures - 1, 20));
}

function reasonOf(error: unknown, expired: AbortSignal): { readonly code: string; readonly message: string } {
  if (error instanceof StopgapError) return { code: error.code, message: oneLine(error.message) };
  if (expired.aborted) return { code: "NOTIFY_FAILED", message: "there was no more time" };
  return { code: "UNEXPECTED", message: oneLine(error instanceof Error ? error.message : String(error)) };
}
