import type { ServiceParameters } from "./parameters.js";
import { requireServices } from "./require-services.js";
import type { ServiceControl } from "./service-control.js";

/** Disables and stops each in order. Rejects with SERVICE_NOT_FOUND before anything is changed. */
export async function applyServices(services: ServiceParameters, control: ServiceControl): Promise<void> {
  const found = await requireServices(services, control);
  for (const { name } of found) await disableAndStop(name, control);
}

async function disableAndStop(name: string, control: ServiceControl): Promise<void> {
  const status = await control.query(name);
  // Disabled first, so that no recovery action and no trigger starts it between.
  if (status?.startType !== "Disabled") await control.setStartType(name, "Disabled");
  for (const dependent of await control.dependents(name)) {
    if (dependent.state === "Running") await control.stop(dependent.name);
  }
  if (status?.state !== "Stopped") await control.stop(name);
}
