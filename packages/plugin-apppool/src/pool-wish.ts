import { PluginError } from "@stopgap/core/plugin";
import type { AppPoolParameters, PoolWish } from "./parameters.js";
import type { PoolChange, PoolControl, PoolSetting, PoolStatus } from "./pool-control.js";

/** The status of each pool, in order. Rejects with APP_POOL_NOT_FOUND naming all that are missing. */
export async function requirePools(
  pools: AppPoolParameters,
  control: PoolControl,
): Promise<readonly { readonly wish: PoolWish; readonly status: PoolStatus }[]> {
  const found: { readonly wish: PoolWish; readonly status: PoolStatus }[] = [];
  const missing: string[] = [];
  for (const wish of pools) {
    const status = await control.query(wish.name);
    if (status === null) missing.push(wish.name);
    else found.push({ wish, status });
  }
  if (missing.length > 0) {
    throw new PluginError(
      "APP_POOL_NOT_FOUND",
      `there is no application pool ${missing.join(", ")} on this server; nothing was changed: block the mitigation here if it is not meant for it`,
    );
  }
  return found;
}

/** What has to be written so that the settings are as wished; empty where they are. */
export function changeFor(wish: PoolWish, status: PoolStatus): PoolChange {
  const { autoStart, startMode } = wish;
  return {
    ...(autoStart === undefined || means(status.autoStart, autoStart) ? {} : { autoStart }),
    ...(startMode === undefined || means(status.startMode, startMode) ? {} : { startMode }),
  };
}

/** True where the setting holds that value, however it is written and wherever it is from. */
export function means(setting: Pick<PoolSetting, "value">, value: string): boolean {
  return setting.value.toLowerCase() === value.toLowerCase();
}

/** As `inspect` and a refused revert show it. */
export function shown({ name, state, autoStart, startMode }: PoolStatus): string {
  return `${name} is ${state}, autoStart ${autoStart.value}, startMode ${startMode.value}`;
}
