import type { Inspection } from "../plugin/mitigation-plugin.js";

/** What `decide` is told of the server and its host; recorded whole in `Decided`. */
export interface DecisionFacts {
  readonly server: string;
  readonly product: string;
  /** Four numeric parts with dots. */
  readonly build: string;
  readonly roles: readonly string[];
  readonly settings: DecisionSettings;
  /** By applied id. */
  readonly inspections: Readonly<Record<string, ActionFacts>>;
}

/** The switches in force, for the reader; `decide` takes them from the state. */
export interface DecisionSettings {
  readonly organizationEnabled: boolean;
  readonly serverEnabled: boolean;
  readonly blocked: readonly string[];
}

export interface ActionFacts {
  /** Why the action can never be applied here (no plugin, parameters refused, unintelligible), or null. */
  readonly refusal: Reason | null;
  /** What of the type's prerequisites the host lacks, or what kept it from being looked at. */
  readonly hindrance: Reason | null;
  /** Null where nobody looked: refused, hindered, or not for this server. */
  readonly inspection: Inspection | null;
}

export interface Reason {
  readonly code: string;
  readonly message: string;
}
