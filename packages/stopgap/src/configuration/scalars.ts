import { isCronExpression } from "@stopgap/core";
import { z } from "zod";
import { parseDuration } from "./duration.js";
import { parseSize } from "./size.js";

/** Messages of these schemas complete the sentence that begins with the key: `feed.timeout must be …`. */
export const text = z.string().trim().min(1, "must not be empty");

export function duration(fallback: string, least = 0) {
  return z
    .union([z.string(), z.literal(0)], { error: "must be a duration such as 30s, 10m or 24h" })
    .default(fallback)
    .transform((value, context) => {
      const milliseconds = parseDuration(String(value));
      if (milliseconds !== null && milliseconds >= least && milliseconds <= longest) return milliseconds;
      const limit = least === 0 ? "" : `, at least ${least} ms`;
      context.addIssue({ code: "custom", message: `must be a duration such as 30s, 10m or 24h${limit}` });
      return z.NEVER;
    });
}

/** What a timer of Node can wait at most. */
const longest = 2 ** 31 - 1;

export function size(fallback: string) {
  return z
    .union([z.string(), z.number()], { error: "must be a size such as 5MiB or 200KiB" })
    .default(fallback)
    .transform((value, context) => {
      const bytes = parseSize(String(value));
      if (bytes !== null && bytes >= 1 && bytes <= 2 ** 30) return bytes;
      context.addIssue({ code: "custom", message: "must be a size between 1 B and 1 GiB, such as 5MiB" });
      return z.NEVER;
    });
}

const buildForm = /^\d{1,9}\.\d{1,9}\.\d{1,9}\.\d{1,9}$/;

export const build = z.unknown().transform((value, context) => {
  if (typeof value === "string" && buildForm.test(value.trim())) return value.trim();
  const message =
    value === undefined || value === null
      ? "is missing: give the build as four numbers, such as 15.2.1118.12"
      : `must be four numbers with dots, such as 15.2.1118.12, not ${JSON.stringify(value)}`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

export const cron = z
  .string()
  .refine(isCronExpression, 'must be a cron expression such as "0 * * * *" (minute hour day month weekday, UTC)');

export const objectIdentifier = z
  .string("must be an object identifier in quotes, such as 1.3.6.1.5.5.7.3.3")
  .regex(/^[0-2](\.(0|[1-9]\d*))+$/, "must be an object identifier such as 1.3.6.1.5.5.7.3.3");

const packageForm = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

export const packageName = z.string().regex(packageForm, "must be the name of an npm package");

export const port = z
  .int("must be a port between 1 and 65535")
  .min(1, "must be a port between 1 and 65535")
  .max(65_535, "must be a port between 1 and 65535");
