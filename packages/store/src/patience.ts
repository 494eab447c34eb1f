import { setTimeout as sleep } from "node:timers/promises";
import { isBusy, logFailure } from "./log-failure.js";

const longestPause = 20;

/**
 * Runs work that another process's lock may hold up, again and again until `wait` milliseconds have passed, without
 * stopping this process meanwhile. Rejects with an error of stage `log`; `LOG_IN_USE` names the other process.
 */
export async function patiently<T>(work: () => T, file: string, wait: number): Promise<T> {
  const deadline = performance.now() + wait;
  for (let pause = 1; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw logFailure(error, file);
    }
    await sleep(Math.random() * pause);
  }
}
