import { setTimeout as delay } from "node:timers/promises";
import { PluginError } from "@stopgap/core/plugin";

const patience = 100_000;

/** Looks again until `reached` is true. Rejects with SERVICE_STUCK after 100 s, or with the signal's reason. */
export async function waitFor(what: string, reached: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const end = performance.now() + patience;
  for (let pause = 20; !(await reached()); pause = Math.min(pause * 2, 500)) {
    if (performance.now() > end) {
      throw new PluginError(
        "SERVICE_STUCK",
        `${what} after ${patience / 1000} s; look at the service, the next cycle tries again`,
      );
    }
    await delay(pause, undefined, { signal });
  }
}
