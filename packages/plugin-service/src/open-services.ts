import type { Host } from "@stopgap/core/plugin";
import { sandboxServices } from "./sandbox-services.js";
import type { ServiceControl } from "./service-control.js";
import { systemdServices } from "./systemd-services.js";
import { windowsServices } from "./windows-services.js";

/** The services of the host, whatever its kind. */
export function openServices(host: Host): ServiceControl {
  switch (host.kind) {
    case "sandbox":
      return sandboxServices(host);
    case "linux":
      return systemdServices(host);
    case "windows":
      return windowsServices(host);
  }
}
