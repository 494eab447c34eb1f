import { existsSync } from "node:fs";
import { StopgapError } from "@stopgap/core";
import type { ServiceManager } from "./service-manager.js";
import { systemdManager } from "./systemd-manager.js";
import { windowsManager } from "./windows-manager.js";

/** The service manager of this system. Throws `SERVICE_UNSUPPORTED` where it is none of the known. */
export function openServiceManager(platform = process.platform, exists = existsSync): ServiceManager {
  if (platform === "win32") return windowsManager();
  // sd_booted(3): the folder is there exactly where systemd is the service manager.
  if (platform === "linux" && exists("/run/systemd/system")) return systemdManager();
  throw new StopgapError("SERVICE_UNSUPPORTED", "neither systemd nor the Windows service manager runs here");
}
