import type { Inspection } from "@stopgap/core/plugin";
import type { AppPoolParameters } from "./parameters.js";
import type { PoolControl } from "./pool-control.js";
import { changeFor, shown } from "./pool-wish.js";

/** Present where every pool is stopped and set as wished, absent where none is. */
export async function inspectPools(pools: AppPoolParameters, control: PoolControl): Promise<Inspection> {
  const lines: string[] = [];
  let asWanted = 0;
  for (const wish of pools) {
    const status = await control.query(wish.name);
    if (status === null) lines.push(`${wish.name} is not there`);
    else {
      lines.push(shown(status));
      if (status.state === "Stopped" && Object.keys(changeFor(wish, status)).length === 0) asWanted += 1;
    }
  }
  const state = asWanted === pools.length ? "present" : asWanted === 0 ? "absent" : "altered";
  return { state, detail: lines.join("; ") };
}
