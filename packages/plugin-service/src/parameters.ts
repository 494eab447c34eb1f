import { z } from "zod";

/** The services to stop and disable, in the feed's order; no name twice. */
export type ServiceParameters = readonly { readonly name: string }[];

const mostServices = 1000;

const name = z
  .string()
  .min(1)
  .max(256)
  // Control and format characters, halves of characters; what separates, quotes or matches in any tool a name is given to.
  .regex(/^[^\p{C}\p{Zl}\p{Zp}/\\"'`*?<>|:]+$/u, "has a character that no service name has")
  .regex(/^[^\s-]/, "begins like an option or with a space")
  .regex(/\S$/, "ends with a space");

const blank = z.string().regex(/^\s*$/, "text has no meaning here");

const service = z.strictObject({
  name: z.literal("service"),
  attributes: z.strictObject({ name, state: z.literal("Stopped"), startType: z.literal("Disabled") }),
  text: blank,
  elements: z.array(z.never()),
});

/** Accepts one or more `service` elements, each with `name`, `state="Stopped"`, `startType="Disabled"` and nothing else. */
export const parameters = z
  .object({ text: blank, elements: z.array(service).min(1).max(mostServices) })
  .transform(({ elements }): ServiceParameters => elements.map(({ attributes }) => ({ name: attributes.name })))
  .refine((services) => new Set(services.map(claimOf)).size === services.length, "a service is named twice");

/** What holding a service is called: one claim for a name in any case. */
export function claimOf({ name }: { readonly name: string }): string {
  return `service:${name.toLowerCase()}`;
}
