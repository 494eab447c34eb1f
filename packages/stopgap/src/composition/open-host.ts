import { type OpenHost, openLinuxHost, openSandboxHost, openWindowsHost } from "@stopgap/core";
import type { HostConfiguration } from "../configuration/configuration.js";

/** How hosts of the configured kind are opened. */
export function hostOpener(host: HostConfiguration): OpenHost {
  switch (host.kind) {
    case "sandbox":
      return (context) => openSandboxHost(host.root, context);
    case "linux":
      return openLinuxHost;
    case "windows":
      return openWindowsHost;
  }
}
