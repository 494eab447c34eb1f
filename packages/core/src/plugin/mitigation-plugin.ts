import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { ActionValue } from "../feed/feed.js";
import type { Host } from "./host.js";
import type { HttpRequest, SimulatedResponse } from "./simulation.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Inspection {
  readonly state: "absent" | "present" | "altered";
  /** What was seen, one line. */
  readonly detail?: string;
  /** What keeps it from having its effect somewhere though it is there, a line each. */
  readonly warnings?: readonly string[];
}

/** Given where this action is on the host already: what it had set there is its own, not a stranger's. */
export interface Earlier<P> {
  readonly parameters: P;
  readonly undo: Json;
}

export interface RevertOptions {
  /** An administrator said `--force`: overwrite what was changed since, and keep a copy of it. */
  readonly force: boolean;
}

/** What a forced revert may tell. */
export interface RevertResult {
  /** What somebody had changed and is overwritten, a line each: what it was, or where a copy is. */
  readonly overwritten?: readonly string[];
}

/** What `revert` comes to: mostly nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook that returns nothing, and one that awaits such a hook, is `void`
export type RevertEnd = RevertResult | void;

/** Milliseconds a hook may take; 10 000 where not named. */
export type Deadlines = Partial<Record<"prerequisites" | "inspect" | "capture" | "apply" | "revert", number>>;

/** A mitigation type: a plain object, the default export of a package. */
export interface MitigationPlugin<P = unknown, U extends Json = Json> {
  readonly apiVersion: 1;
  /** The action type it serves. */
  readonly type: string;
  /** Validates the action's Value before anything is touched; any Standard Schema. */
  readonly parameters: StandardSchemaV1<ActionValue, P> | StandardSchemaV1<unknown, P>;
  /** Looks and changes nothing. `earlier` is there where this action was applied before. */
  inspect(parameters: P, host: Host, earlier?: Earlier<P>): Promise<Inspection> | Inspection;
  /** What `revert` needs to restore what is there now. Stored durably before `apply` runs. */
  capture(parameters: P, host: Host, earlier?: Earlier<P>): Promise<U> | U;
  /** Idempotent. Never overwrites what neither it nor `earlier` put there. */
  apply(parameters: P, host: Host, earlier?: Earlier<P>): Promise<void> | void;
  /** Restores what `undo` recorded, no more. Throws `PluginError("HOST_CHANGED", ...)` where that would overwrite somebody's change, unless forced. */
  revert(parameters: P, undo: U, host: Host, options?: RevertOptions): Promise<RevertEnd> | RevertEnd;
  /** What the type needs and the host lacks, a line each; none means all is there. */
  prerequisites?(host: Host): Promise<readonly string[]> | readonly string[];
  /** Lines for `plan`. */
  describe?(parameters: P): readonly string[];
  /**
   * Names of what the action holds. Of two applied actions that hold one thing, the revert of one hands its undo to the other.
   * Where every claim is a key of the undo record, the record is taken as keyed by claim: all its keys count as
   * claims, each entry is handed over by itself, and `revert` gets the entries that are to be restored.
   */
  claims?(parameters: P): readonly string[];
  /** The undo to keep when the action is re-applied after drift; the first one where the hook is missing. */
  recapture?(parameters: P, undo: U, host: Host): Promise<U> | U;
  /** What the rules would do with a request. */
  simulate?(parameters: P, request: HttpRequest): SimulatedResponse;
  readonly deadlines?: Deadlines;
}
