import type { Earlier, Inspection } from "@stopgap/core/plugin";
import { claimOf, type ServiceParameters } from "./parameters.js";
import type { ServiceControl, ServiceStatus } from "./service-control.js";
import { parseUndo, type ServiceBefore } from "./undo-record.js";

/**
 * Present where every service is stopped and disabled, absent where none is; altered where only some are, or where part
 * of what an earlier apply changed still stands.
 */
export async function inspectServices(
  services: ServiceParameters,
  control: ServiceControl,
  earlier?: Pick<Earlier<unknown>, "undo">,
): Promise<Inspection> {
  const before = earlier === undefined ? new Map<string, ServiceBefore>() : parseUndo(earlier.undo);
  const lines: string[] = [];
  let asWanted = 0;
  let inPart = 0;
  for (const { name } of services) {
    const status = await control.query(name);
    if (status !== null && isStoppedForGood(status)) asWanted += 1;
    else if (status !== null && stillShows(status, before.get(claimOf({ name })))) inPart += 1;
    lines.push(status === null ? `${name} is not there` : `${name} is ${status.state}, ${status.startType}`);
  }
  const state = asWanted === services.length ? "present" : asWanted + inPart === 0 ? "absent" : "altered";
  return { state, detail: lines.join("; ") };
}

function stillShows({ state, startType }: ServiceStatus, before: ServiceBefore | undefined): boolean {
  if (before === undefined) return false;
  return (
    (startType === "Disabled" && before.startType !== startType) || (state === "Stopped" && before.state !== state)
  );
}

/** What the mitigation leaves. */
function isStoppedForGood({ state, startType }: Pick<ServiceStatus, "state" | "startType">): boolean {
  return state === "Stopped" && startType === "Disabled";
}
