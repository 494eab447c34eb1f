import { openWindowsHost } from "../../packages/core/dist/host/windows-host.js";

/** The real host of this machine, which is Windows, for one test. */
export function openHost(signal = AbortSignal.timeout(30_000)) {
  return openWindowsHost({ now: () => new Date(), log: () => {}, signal });
}
