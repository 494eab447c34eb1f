import { z } from "zod";

/** What one pool is to be; a setting that is not named stays as it is. */
export interface PoolWish {
  readonly name: string;
  readonly autoStart?: AutoStart;
  readonly startMode?: StartMode;
}

export type AutoStart = "true" | "false";
export type StartMode = "OnDemand" | "AlwaysRunning";

/** The pools to stop, in the feed's order; no name twice. */
export type AppPoolParameters = readonly PoolWish[];

const mostPools = 1000;

const name = z
  .string()
  .min(1)
  .max(256)
  // Control and format characters, halves of characters; what no pool's name may have, or means something to appcmd.
  .regex(/^[^\p{C}\p{Zl}\p{Zp}/\\"'`*?<>|:[\]+=;,@&]+$/u, "has a character that no application pool's name has")
  .regex(/^[^\s-]/, "begins like an option or with a space")
  .regex(/\S$/, "ends with a space");

const blank = z.string().regex(/^\s*$/, "text has no meaning here");

const appPool = z.strictObject({
  name: z.literal("appPool"),
  attributes: z.strictObject({
    name,
    state: z.literal("Stopped"),
    autoStart: z.enum(["true", "false"]).optional(),
    startMode: z.enum(["OnDemand", "AlwaysRunning"]).optional(),
  }),
  text: blank,
  elements: z.array(z.never()),
});

/** Accepts one or more `appPool` elements, each with `name`, `state="Stopped"` and, where given, `autoStart` and `startMode`. */
export const parameters = z
  .object({ text: blank, elements: z.array(appPool).min(1).max(mostPools) })
  .transform(({ elements }): AppPoolParameters => elements.map(({ attributes }) => wishOf(attributes)))
  .refine((pools) => new Set(pools.map(claimOf)).size === pools.length, "an application pool is named twice");

function wishOf({ name, autoStart, startMode }: z.infer<typeof appPool>["attributes"]): PoolWish {
  return { name, ...(autoStart === undefined ? {} : { autoStart }), ...(startMode === undefined ? {} : { startMode }) };
}

/** What holding a pool's state is called: one claim for a name in any case. */
export function claimOf({ name }: { readonly name: string }): string {
  return `apppool:${name.toLowerCase()}`;
}

/** Everything that holding the pool as wished claims: its state, and each setting by itself. */
export function claimsOf(wish: PoolWish): readonly string[] {
  const claim = claimOf(wish);
  const settings = (["autoStart", "startMode"] as const).filter((setting) => wish[setting] !== undefined);
  return [claim, ...settings.map((setting) => `${claim}:${setting.toLowerCase()}`)];
}
