import type { ServerState, State } from "@stopgap/core";
import { listForm } from "../output/list-form.js";

/** What `Get-ExchangeServer | Format-List Name,*Mitigations*` shows of a server. */
export interface ServerSettings {
  readonly Name: string;
  /** The and of both switches. */
  readonly MitigationsEnabled: boolean;
  readonly MitigationsApplied: readonly string[];
  readonly MitigationsBlocked: readonly string[];
}

export function serverSettings(state: State, server: ServerState): ServerSettings {
  return {
    Name: server.name,
    MitigationsEnabled: state.organization.mitigationsEnabled && server.mitigationsEnabled,
    MitigationsApplied: Object.keys(server.applied),
    MitigationsBlocked: server.blocked.map((block) => block.id),
  };
}

export function serverSettingsText(servers: readonly ServerSettings[]): string {
  return listForm(
    servers.map((server) => [
      ["Name", server.Name],
      ["MitigationsEnabled", server.MitigationsEnabled],
      ["MitigationsApplied", server.MitigationsApplied],
      ["MitigationsBlocked", server.MitigationsBlocked],
    ]),
  );
}
