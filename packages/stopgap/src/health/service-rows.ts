import { serverState } from "@stopgap/core";
import { enabledRows } from "./enabled-rows.js";
import type { HealthFacts } from "./health-facts.js";
import type { HealthColor, HealthRow } from "./health-row.js";

/** HealthChecker's rows on the EM service: its names, texts and colours, in its order. */
export function serviceRows(facts: HealthFacts): readonly HealthRow[] {
  const { state, configuration } = facts;
  const server = serverState(state, configuration.server.name);
  return [
    ...enabledRows(state.organization.mitigationsEnabled, server.mitigationsEnabled),
    row("Windows service", ...windowsService(facts.service)),
    row("Pattern service", ...patternService(facts.feed)),
    ...appliedRows(Object.keys(server.applied), facts.exchangeFolder),
    ...server.blocked.map(({ id }) => row("Mitigation blocked", id, "Yellow")),
    row("Telemetry enabled", configuration.diagnostics.enabled ? "True" : "False", "Grey"),
  ];
}

function windowsService(service: HealthFacts["service"]): [string, HealthColor] {
  if (service === null) return ["Unknown", "Yellow"];
  return service.running && service.automatic ? ["Running", "Grey"] : ["Investigate", "Yellow"];
}

function patternService(feed: HealthFacts["feed"]): [string, HealthColor] {
  if (feed.outcome === "verified" || feed.outcome === "refused") return ["200 - Reachable", "Grey"];
  return ["Unreachable\r\n\t\tMore information: https://aka.ms/HelpConnectivityEEMS", "Yellow"];
}

function appliedRows(applied: readonly string[], exchangeFolder: string | null): readonly HealthRow[] {
  if (applied.length === 0) return [];
  const folder = (exchangeFolder ?? "%ExchangeInstallPath%").replace(/\\$/, "");
  return [
    ...applied.map((id) => row("Mitigation applied", id, "Grey")),
    row(null, `Run: 'Get-Mitigations.ps1' from: '${folder}\\Scripts' to learn more.`, "Grey"),
  ];
}

function row(name: string | null, details: string, color: HealthColor): HealthRow {
  return { name, details, color };
}
