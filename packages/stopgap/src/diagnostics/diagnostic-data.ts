import { type State, serverState } from "@stopgap/core";
import type { OpaqueIds } from "./opaque-ids.js";

/** Exactly what leaves this machine; a type alias, so that it is plain JSON. */
export type DiagnosticData = {
  readonly build: string;
  readonly state: { readonly organizationEnabled: boolean; readonly serverEnabled: boolean };
  /** MitigationsApplied and MitigationsBlocked. */
  readonly applied: readonly string[];
  readonly blocked: readonly string[];
  /** Opaque ids. */
  readonly server: string;
  readonly organization: string;
};

export function diagnosticData(
  state: State,
  { name, build }: { readonly name: string; readonly build: string },
  ids: OpaqueIds,
): DiagnosticData {
  const { mitigationsEnabled, applied, blocked } = serverState(state, name);
  return {
    build,
    state: { organizationEnabled: state.organization.mitigationsEnabled, serverEnabled: mitigationsEnabled },
    applied: Object.keys(applied),
    blocked: blocked.map(({ id }) => id),
    server: ids.server,
    organization: ids.organization,
  };
}
