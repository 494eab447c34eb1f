import type { Earlier } from "@stopgap/core/plugin";
import { type AppPoolParameters, claimOf, claimsOf } from "./parameters.js";
import type { PoolControl } from "./pool-control.js";
import { requirePools } from "./pool-wish.js";
import { type PoolBefore, type PoolUndo, parseUndo } from "./undo-record.js";

/** How what will be changed is; what `earlier` recorded of the same is older and stays. Rejects with APP_POOL_NOT_FOUND. */
export async function capturePools(
  pools: AppPoolParameters,
  control: PoolControl,
  earlier?: Pick<Earlier<unknown>, "undo">,
): Promise<PoolUndo> {
  const older = earlier === undefined ? {} : parseUndo(earlier.undo);
  const record: Record<string, PoolBefore> = {};
  for (const { wish, status } of await requirePools(pools, control)) {
    const { name, state } = status;
    const claim = claimOf(wish);
    const now: Record<string, PoolBefore> = {
      [claim]: { name, state },
      [`${claim}:autostart`]: { name, autoStart: status.autoStart.written },
      [`${claim}:startmode`]: { name, startMode: status.startMode.written },
    };
    for (const held of claimsOf(wish)) {
      const before = older[held] ?? now[held];
      if (before !== undefined) record[held] = before;
    }
  }
  return record;
}
