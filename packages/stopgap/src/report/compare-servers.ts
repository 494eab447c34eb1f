import type { ServerState, State } from "@stopgap/core";
import type { MitigationRow } from "../views/mitigation-rows.js";
import { serverSettings } from "../views/server-settings.js";

/** Servers side by side: a row per setting or mitigation, those that differ first. */
export interface Comparison {
  readonly servers: readonly string[];
  readonly rows: readonly ComparisonRow[];
}

export interface ComparisonRow {
  readonly what: string;
  /** The applied id a row is about, or null. */
  readonly appliedId: string | null;
  /** One value per server, in the order of `servers`. */
  readonly values: readonly string[];
  readonly differs: boolean;
}

export function compareServers(
  state: State,
  servers: readonly ServerState[],
  mitigations: readonly MitigationRow[],
): Comparison {
  const row = (what: string, appliedId: string | null, values: readonly string[]): ComparisonRow => ({
    what,
    appliedId,
    values,
    differs: new Set(values).size > 1,
  });
  const settings = servers.map((server) => serverSettings(state, server));
  const ids = [...new Set(mitigations.map(({ ID }) => ID))];
  const statusOn = (server: string, id: string) =>
    mitigations.find((one) => one.Server === server && one.ID === id)?.Status ?? "–";
  const rows = [
    row(
      "Build",
      null,
      servers.map(({ lastDecided }) => lastDecided?.facts.build ?? "–"),
    ),
    row(
      "MitigationsEnabled",
      null,
      settings.map((one) => (one.MitigationsEnabled ? "True" : "False")),
    ),
    row(
      "MitigationsBlocked",
      null,
      settings.map((one) => `{${one.MitigationsBlocked.toSorted().join(", ")}}`),
    ),
    row(
      "Feed serial",
      null,
      servers.map(({ accepted }) => String(accepted?.serial ?? "–")),
    ),
    ...ids.map((id) =>
      row(
        id,
        id,
        servers.map(({ name }) => statusOn(name, id)),
      ),
    ),
  ];
  return {
    servers: servers.map(({ name }) => name),
    rows: [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)],
  };
}
