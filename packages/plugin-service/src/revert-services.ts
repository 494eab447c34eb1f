import { type Host, type Json, PluginError, type RevertResult } from "@stopgap/core/plugin";
import type { ServiceControl, ServiceStatus } from "./service-control.js";
import { parseUndo, type ServiceBefore } from "./undo-record.js";

interface Step {
  readonly before: ServiceBefore;
  readonly status: ServiceStatus;
}

/**
 * Gives back what the record has, or rejects with HOST_CHANGED, naming each, before anything is touched: state and
 * start type must be what the mitigation set or what they were before (a revert that was cut short has done part).
 */
export async function revertServices(
  undo: Json,
  control: ServiceControl,
  host: Host,
  force: boolean,
): Promise<RevertResult> {
  const steps: Step[] = [];
  const changes: string[] = [];
  for (const before of parseUndo(undo).values()) {
    const status = await control.query(before.name);
    if (status === null) {
      changes.push(`${before.name} is no longer there`);
      continue;
    }
    if (!isOurs(status, before)) changes.push(`${before.name} is ${status.state}, ${status.startType}`);
    steps.push({ before, status });
  }
  if (changes.length > 0) {
    const what = changes.join("; ");
    if (!force) {
      throw new PluginError(
        "HOST_CHANGED",
        `${what}: not as the mitigation left it, so nothing was touched; restore it by hand or use --force`,
      );
    }
    host.log(`overwrites what was changed since: ${what}`);
  }
  await restore(steps, control);
  return { overwritten: changes };
}

function isOurs(status: ServiceStatus, before: ServiceBefore): boolean {
  const stateKnown = status.state === "Stopped" || status.state === before.state;
  return stateKnown && (status.startType === "Disabled" || status.startType === before.startType);
}

async function restore(steps: readonly Step[], control: ServiceControl): Promise<void> {
  for (const { before, status } of steps) {
    if (status.startType !== before.startType) await control.setStartType(before.name, before.startType);
    if (status.state === "Running" && before.state === "Stopped") await control.stop(before.name);
  }
  // What others depend on starts first; the record has dependents before what they depend on.
  const dependents = steps.filter(({ before }) => before.dependentOf !== undefined);
  const named = steps.filter(({ before }) => before.dependentOf === undefined);
  for (const { before } of [...named.toReversed(), ...dependents.toReversed()]) {
    if (before.state !== "Running") continue;
    const now = await control.query(before.name);
    if (now?.state === "Stopped") await control.start(before.name);
  }
}
