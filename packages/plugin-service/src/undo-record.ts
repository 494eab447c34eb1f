import { type Json, PluginError } from "@stopgap/core/plugin";
import { z } from "zod";

const entry = z.strictObject({
  name: z.string().min(1),
  state: z.enum(["Running", "Stopped"]),
  startType: z.enum(["Automatic", "AutomaticDelayed", "Manual", "Disabled"]),
  /** The claims it was stopped for without being named itself. */
  dependentOf: z.array(z.string()).optional(),
});

const record = z.record(z.string(), entry);

/** How each service was, keyed by claim. */
export type ServiceUndo = { readonly [claim: string]: Json & ServiceBefore };

export type ServiceBefore = {
  readonly name: string;
  readonly state: "Running" | "Stopped";
  readonly startType: "Automatic" | "AutomaticDelayed" | "Manual" | "Disabled";
  readonly dependentOf?: readonly string[];
};

/** Throws UNDO_INVALID where the record is none of this plugin's. */
export function parseUndo(undo: Json): ReadonlyMap<string, ServiceBefore> {
  const parsed = record.safeParse(undo);
  if (!parsed.success) {
    throw new PluginError("UNDO_INVALID", "the undo record is none of the Service type; restore the services by hand");
  }
  return new Map(
    Object.entries(parsed.data).map(([claim, { dependentOf, ...before }]) => [
      claim,
      dependentOf === undefined ? before : { ...before, dependentOf },
    ]),
  );
}
