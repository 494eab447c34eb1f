import { oneLine, type StopgapError } from "@stopgap/core";
import { moreInformation, serviceName } from "./enabled-rows.js";
import type { HealthRow } from "./health-row.js";

/** What is left to say where the event log cannot be read, and with it no setting: HealthChecker's words for that. */
export function unreadableRows({ code, message }: StopgapError): readonly HealthRow[] {
  return [
    { name: serviceName, details: "Failed to query config", color: "Red" },
    moreInformation("Red"),
    { name: "Event log", details: oneLine(`${code}: ${message}`), color: "Red" },
  ];
}
