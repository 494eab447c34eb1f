import type { Earlier } from "@stopgap/core/plugin";
import { claimOf, type ServiceParameters } from "./parameters.js";
import { requireServices } from "./require-services.js";
import type { ServiceControl } from "./service-control.js";
import { parseUndo, type ServiceBefore, type ServiceUndo } from "./undo-record.js";

/**
 * How the named services are, and those dependents of theirs that run. What `earlier` recorded of the same services,
 * and of dependents it stopped for them, is older and stays. Rejects with SERVICE_NOT_FOUND.
 */
export async function captureServices(
  services: ServiceParameters,
  control: ServiceControl,
  earlier?: Pick<Earlier<unknown>, "undo">,
): Promise<ServiceUndo> {
  const older = earlier === undefined ? new Map<string, ServiceBefore>() : parseUndo(earlier.undo);
  const found = await requireServices(services, control);
  const named = new Set(services.map(claimOf));
  const record = new Map<string, ServiceBefore>();
  for (const [index, { name, state, startType }] of found.entries()) {
    const claim = claimOf(services[index] ?? { name });
    for (const dependent of await control.dependents(name)) {
      const key = claimOf(dependent);
      if (dependent.state !== "Running" || named.has(key)) continue;
      const dependentOf = [...(record.get(key)?.dependentOf ?? []), claim];
      record.set(key, { name: dependent.name, state: "Running", startType: dependent.startType, dependentOf });
    }
    record.set(claim, { name, state, startType });
  }
  for (const [claim, before] of older) {
    const { dependentOf = [], ...plain } = before;
    const still = dependentOf.filter((other) => named.has(other));
    if (named.has(claim)) record.set(claim, plain);
    else if (still.length > 0 || record.has(claim)) {
      const all = new Set([...still, ...(record.get(claim)?.dependentOf ?? [])]);
      record.set(claim, { ...plain, dependentOf: [...all] });
    }
  }
  return Object.fromEntries(record);
}
