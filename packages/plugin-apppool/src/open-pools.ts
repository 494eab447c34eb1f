import { type Host, PluginError } from "@stopgap/core/plugin";
import type { PoolControl } from "./pool-control.js";
import { sandboxPools } from "./sandbox-pools.js";
import { windowsPools } from "./windows-pools.js";

/** The application pools of the host. Throws APP_POOL_UNSUPPORTED where the kind of host has none. */
export function openPools(host: Host): PoolControl {
  switch (host.kind) {
    case "sandbox":
      return sandboxPools(host);
    case "windows":
      return windowsPools(host);
    case "linux":
      throw new PluginError(
        "APP_POOL_UNSUPPORTED",
        "Linux has no application pools; block the mitigation on this server",
      );
  }
}
