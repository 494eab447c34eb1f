import type { Earlier, Inspection } from "@stopgap/core/plugin";
import { type AppPoolParameters, claimsOf, type PoolWish } from "./parameters.js";
import type { PoolControl, PoolStatus } from "./pool-control.js";
import { changeFor, means, shown } from "./pool-wish.js";
import { type PoolBefore, parseUndo } from "./undo-record.js";

/**
 * Present where every pool is stopped and set as wished, absent where none is; altered where only some are, or where
 * part of what an earlier apply changed still stands.
 */
export async function inspectPools(
  pools: AppPoolParameters,
  control: PoolControl,
  earlier?: Pick<Earlier<unknown>, "undo">,
): Promise<Inspection> {
  const before = Object.entries(earlier === undefined ? {} : parseUndo(earlier.undo));
  const lines: string[] = [];
  let inPart = 0;
  let asWanted = 0;
  for (const wish of pools) {
    const status = await control.query(wish.name);
    if (status === null) lines.push(`${wish.name} is not there`);
    else {
      lines.push(shown(status));
      if (status.state === "Stopped" && Object.keys(changeFor(wish, status)).length === 0) asWanted += 1;
      else if (before.some(([claim, was]) => claimsOf(wish).includes(claim) && stillShows(wish, status, was)))
        inPart += 1;
    }
  }
  const state = asWanted === pools.length ? "present" : asWanted + inPart === 0 ? "absent" : "altered";
  return { state, detail: lines.join("; ") };
}

function stillShows(wish: PoolWish, status: PoolStatus, was: PoolBefore): boolean {
  if ("state" in was) return status.state === "Stopped" && was.state !== "Stopped";
  const [setting, written] =
    "autoStart" in was ? (["autoStart", was.autoStart] as const) : (["startMode", was.startMode] as const);
  const wished = wish[setting];
  return wished !== undefined && status[setting].written !== written && means(status[setting], wished);
}
