import { definePlugin, type Host } from "@stopgap/core/plugin";
import { applyPools } from "./apply-pools.js";
import { capturePools } from "./capture-pools.js";
import { inspectPools } from "./inspect-pools.js";
import { openPools } from "./open-pools.js";
import { type AppPoolParameters, claimsOf, type PoolWish, parameters } from "./parameters.js";
import { revertPools } from "./revert-pools.js";
import type { PoolUndo } from "./undo-record.js";
import { appcmdPath } from "./windows-pools.js";

/** The mitigation type `AppPool`: stops application pools, keeps them from starting, and gives them back as they were. */
export default definePlugin<AppPoolParameters, PoolUndo>({
  apiVersion: 1,
  type: "AppPool",
  parameters,
  prerequisites,
  inspect: (pools, host, earlier) => inspectPools(pools, openPools(host), earlier),
  capture: (pools, host, earlier) => capturePools(pools, openPools(host), earlier),
  recapture: (pools, undo, host) => capturePools(pools, openPools(host), { undo }),
  apply: (pools, host) => applyPools(pools, openPools(host)),
  revert: (pools, undo, host, options) => revertPools(pools, undo, openPools(host), host, options?.force ?? false),
  claims: (pools) => pools.flatMap(claimsOf),
  describe: (pools) => pools.map(described),
  // A worker process may take its time to end: what Microsoft's own script allows.
  deadlines: { inspect: 30_000, capture: 30_000, apply: 120_000, revert: 120_000 },
});

async function prerequisites(host: Host): Promise<readonly string[]> {
  if (host.kind === "linux") return ["Windows: Linux has no application pools"];
  if (host.kind === "windows" && (await host.readFile(appcmdPath())) === null) return ["IIS: appcmd.exe is not here"];
  return [];
}

function described({ name, autoStart, startMode }: PoolWish): string {
  const settings = [autoStart && `autoStart ${autoStart}`, startMode && `startMode ${startMode}`].filter(Boolean);
  return `application pool ${name}: ${["stopped", ...settings].join(", ")}`;
}
