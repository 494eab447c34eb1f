import type { Inspection } from "@stopgap/core/plugin";
import type { ServiceParameters } from "./parameters.js";
import type { ServiceControl, ServiceStatus } from "./service-control.js";

/** Present where every service is stopped and disabled, absent where none is. */
export async function inspectServices(services: ServiceParameters, control: ServiceControl): Promise<Inspection> {
  const lines: string[] = [];
  let asWanted = 0;
  for (const { name } of services) {
    const status = await control.query(name);
    if (status !== null && isStoppedForGood(status)) asWanted += 1;
    lines.push(status === null ? `${name} is not there` : `${name} is ${status.state}, ${status.startType}`);
  }
  const state = asWanted === services.length ? "present" : asWanted === 0 ? "absent" : "altered";
  return { state, detail: lines.join("; ") };
}

/** What the mitigation leaves. */
function isStoppedForGood({ state, startType }: Pick<ServiceStatus, "state" | "startType">): boolean {
  return state === "Stopped" && startType === "Disabled";
}
