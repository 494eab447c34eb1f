import { type Json, PluginError } from "@stopgap/core/plugin";
import { z } from "zod";

const entry = z.union([
  z.strictObject({ name: z.string().min(1), state: z.enum(["Started", "Stopped"]) }),
  z.strictObject({ name: z.string().min(1), autoStart: z.string().nullable() }),
  z.strictObject({ name: z.string().min(1), startMode: z.string().nullable() }),
]);

const record = z.record(z.string(), entry);

/** How a pool's state, or one of its settings as written, was; null: it had it from the defaults. */
export type PoolBefore = z.infer<typeof entry>;

/** Keyed by claim: a pool's state and each setting by itself, as two mitigations may hold different ones. */
export type PoolUndo = { readonly [claim: string]: Json & PoolBefore };

/** Throws UNDO_INVALID where the record is none of this plugin's. */
export function parseUndo(undo: Json): Readonly<Record<string, PoolBefore>> {
  const parsed = record.safeParse(undo);
  if (!parsed.success) {
    throw new PluginError("UNDO_INVALID", "the undo record is none of the AppPool type; restore the pools by hand");
  }
  return parsed.data;
}
