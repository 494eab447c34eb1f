import { type Host, type Json, PluginError, type RevertResult } from "@stopgap/core/plugin";
import { type AppPoolParameters, claimOf, type PoolWish } from "./parameters.js";
import type { PoolControl, PoolStatus } from "./pool-control.js";
import { means, shown } from "./pool-wish.js";
import { type PoolBefore, parseUndo } from "./undo-record.js";

interface Step {
  readonly before: PoolBefore;
  readonly status: PoolStatus;
}

/**
 * Gives back what the record has, or rejects with HOST_CHANGED, naming each pool, before anything is touched: what is
 * restored must be as the mitigation set it or as it was before (a revert that was cut short has done part).
 */
export async function revertPools(
  pools: AppPoolParameters,
  undo: Json,
  control: PoolControl,
  host: Host,
  force: boolean,
): Promise<RevertResult> {
  const wishes = new Map(pools.map((wish) => [claimOf(wish), wish]));
  const steps: Step[] = [];
  const changes = new Set<string>();
  for (const before of Object.values(parseUndo(undo))) {
    const status = await control.query(before.name);
    if (status === null) {
      changes.add(`${before.name} is no longer there`);
      continue;
    }
    if (!isOurs(status, before, wishes.get(claimOf(before)))) changes.add(shown(status));
    steps.push({ before, status });
  }
  if (changes.size > 0) {
    const what = [...changes].join("; ");
    if (!force) {
      throw new PluginError(
        "HOST_CHANGED",
        `${what}: not as the mitigation left it, so nothing was touched; restore it by hand or use --force`,
      );
    }
    host.log(`overwrites what was changed since: ${what}`);
  }
  await restore(steps, control);
  return { overwritten: [...changes] };
}

function isOurs(status: PoolStatus, before: PoolBefore, wish: PoolWish | undefined): boolean {
  if ("state" in before) return status.state === "Stopped" || status.state === before.state;
  const [setting, written] = settingOf(before);
  const wished = wish?.[setting];
  return status[setting].written === written || (wished !== undefined && means(status[setting], wished));
}

function settingOf(
  before: Exclude<PoolBefore, { readonly state: unknown }>,
): ["autoStart" | "startMode", string | null] {
  return "autoStart" in before ? ["autoStart", before.autoStart] : ["startMode", before.startMode];
}

async function restore(steps: readonly Step[], control: PoolControl): Promise<void> {
  for (const { before, status } of steps) {
    if ("state" in before) continue;
    const [setting, written] = settingOf(before);
    if (status[setting].written !== written) await control.configure(before.name, { [setting]: written });
  }
  for (const { before, status } of steps) {
    if (!("state" in before) || status.state === before.state) continue;
    if (before.state === "Started") await control.start(before.name);
    else await control.stop(before.name);
  }
}
