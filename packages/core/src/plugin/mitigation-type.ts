import type { Reason } from "../decide/facts.js";
import type { ActionValue } from "../feed/feed.js";
import type { Earlier, Inspection, Json } from "./mitigation-plugin.js";

export type ParsedParameters =
  | { readonly ok: true; readonly parameters: unknown }
  | { readonly ok: false; readonly refusal: Reason };

/**
 * A loaded plugin as the engine calls it: every hook within its deadline, every result checked, every failure
 * a `StopgapError` or `PluginError`.
 */
export interface MitigationType {
  readonly type: string;
  parse(value: ActionValue): Promise<ParsedParameters>;
  /** What of the type's prerequisites the host lacks, a line each. */
  missing(): Promise<readonly string[]>;
  inspect(parameters: unknown, earlier?: Earlier<unknown>): Promise<Inspection>;
  capture(parameters: unknown, earlier?: Earlier<unknown>): Promise<Json>;
  recapture(parameters: unknown, undo: Json): Promise<Json>;
  apply(parameters: unknown, earlier?: Earlier<unknown>): Promise<void>;
  /** Resolves to what was overwritten though somebody had changed it, a line each. */
  revert(parameters: unknown, undo: Json, force: boolean): Promise<readonly string[]>;
  /** Null where the plugin claims nothing. */
  claims(parameters: unknown): readonly string[] | null;
  /** A failure of the plugin's is the line that says so. */
  describe(parameters: unknown): readonly string[];
}

export type MitigationTypes = ReadonlyMap<string, MitigationType>;
