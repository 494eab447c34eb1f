import type { HealthColor, HealthRow } from "./health-row.js";

export const serviceName = "Exchange Emergency Mitigation Service";

/** The row that follows a state that is not green, in its colour. */
export function moreInformation(color: HealthColor): HealthRow {
  return { name: null, details: "More Information: https://aka.ms/HC-EEMS", color };
}

/** The two switches, the organization's and the server's, as HealthChecker tells them. */
export function enabledRows(organization: boolean, server: boolean): readonly HealthRow[] {
  if (organization && server) return [{ name: serviceName, details: "Enabled", color: "Green" }];
  const details = server ? "Disabled on org level" : organization ? "Disabled on server level" : "Disabled";
  return [{ name: serviceName, details, color: "Yellow" }, moreInformation("Yellow")];
}
