import { PluginError } from "@stopgap/core/plugin";
import type { StartType } from "./service-control.js";

/** Windows' own number of a way to start, and whether it waits until others have started. Throws SERVICE_UNREADABLE for a driver's. */
export function startTypeOf(name: string, startNumber: number | null, isDelayed: boolean): StartType {
  if (startNumber === 2) return isDelayed ? "AutomaticDelayed" : "Automatic";
  if (startNumber === 3) return "Manual";
  if (startNumber === 4) return "Disabled";
  throw new PluginError("SERVICE_UNREADABLE", `${name} starts in no way a service does; is it a driver?`);
}
