import { z } from "zod";

/** A regular expression over the request's URI as it came in. nginx compiles it; only what no pattern needs is refused here. */
const pattern = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^\P{C}*$/u, "has a control character");

const block = z.object({ name: z.literal("block"), attributes: z.strictObject({ pattern }) });

/** One or more `block` elements, each with a `pattern`. */
export const parameters = z
  .object({ elements: z.array(block).min(1) })
  .transform(({ elements }) => [...new Set(elements.map((element) => element.attributes.pattern))]);
