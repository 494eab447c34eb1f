import type { Host } from "@stopgap/core/plugin";
import { advapiServices } from "./advapi-services.js";
import { loadServiceFunctions } from "./advapi32.js";
import { sandboxServices } from "./sandbox-services.js";
import { scServices } from "./sc-services.js";
import type { ServiceControl } from "./service-control.js";
import { systemdServices } from "./systemd-services.js";

/** The services of the host, whatever its kind. */
export async function openServices(host: Host): Promise<ServiceControl> {
  switch (host.kind) {
    case "sandbox":
      return sandboxServices(host);
    case "linux":
      return systemdServices(host);
    case "windows": {
      const functions = await loadServiceFunctions();
      return functions === null ? scServices(host) : advapiServices(functions, host);
    }
  }
}
