import { PluginError } from "@stopgap/core/plugin";
import type { ServiceParameters } from "./parameters.js";
import type { ServiceControl, ServiceStatus } from "./service-control.js";

/** The status of each, in order. Rejects with SERVICE_NOT_FOUND naming all that are missing. */
export async function requireServices(
  services: ServiceParameters,
  control: ServiceControl,
): Promise<readonly ServiceStatus[]> {
  const found: ServiceStatus[] = [];
  const missing: string[] = [];
  for (const { name } of services) {
    const status = await control.query(name);
    if (status === null) missing.push(name);
    else found.push(status);
  }
  if (missing.length > 0) {
    throw new PluginError(
      "SERVICE_NOT_FOUND",
      `there is no service ${missing.join(", ")} on this server; nothing was changed: block the mitigation here if it is not meant for it`,
    );
  }
  return found;
}
