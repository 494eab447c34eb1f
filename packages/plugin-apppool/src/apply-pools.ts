import type { AppPoolParameters } from "./parameters.js";
import type { PoolControl } from "./pool-control.js";
import { changeFor, requirePools } from "./pool-wish.js";

/** Sets and stops each in order. Rejects with APP_POOL_NOT_FOUND before anything is changed. */
export async function applyPools(pools: AppPoolParameters, control: PoolControl): Promise<void> {
  for (const { wish, status } of await requirePools(pools, control)) {
    // Settings first: a pool that is only stopped is back when the server restarts.
    const change = changeFor(wish, status);
    if (Object.keys(change).length > 0) await control.configure(wish.name, change);
    if (status.state !== "Stopped") await control.stop(wish.name);
  }
}
