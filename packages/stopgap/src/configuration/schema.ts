import { hostname } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { feedAddress, proxyOrNone, secureAddress } from "./addresses.js";
import { notifyTarget } from "./notify-schema.js";
import { build, cron, duration, objectIdentifier, packageName, port, size, text } from "./scalars.js";

const ownPlugins = ["@stopgap/plugin-iis", "@stopgap/plugin-service", "@stopgap/plugin-apppool"];
const codeSigning = "1.3.6.1.5.5.7.3.3";

const oneOrMore = z
  .union([text, z.array(text).min(1, "must name at least one")], { error: "must be a text or a list of texts" })
  .transform((value) => (typeof value === "string" ? [value] : value));

const drift = z.enum(["repair", "report"]);

/** Every key a configuration may have, with its default. Relative paths are taken from `folder`. */
export function configurationSchema(folder: string) {
  const path = text.transform((value) => resolve(folder, value));
  const server = z.strictObject({
    name: text.regex(/^[^/\\\s]+$/, "must be one word without slashes").default(() => hostname()),
    product: text,
    build,
    roles: z.array(text).min(1, "must name at least one role").default(["Mailbox"]),
  });
  const feed = z.strictObject({
    url: feedAddress(folder),
    proxy: proxyOrNone.nullable().default(null),
    ca: path.nullable().default(null),
    schedule: cron.default("0 * * * *"),
    startupDelay: duration("10m"),
    jitter: duration("0s"),
    timeout: duration("30s", 1),
    maxBytes: size("5MiB"),
  });
  const trust = z.strictObject({
    roots: z.array(path).min(1, "must name at least one PEM file"),
    issuer: oneOrMore,
    extendedKeyUsage: z.array(objectIdentifier).min(1, "must name at least one key usage").default([codeSigning]),
    timestampRoots: z.array(path).default([]),
    revocation: z
      .strictObject({ mode: z.enum(["off", "soft", "required"]).default("off"), crls: z.array(path).default([]) })
      .prefault({}),
    freshness: z.strictObject({ requireSerial: z.boolean().default(false) }).prefault({}),
    deadline: duration("60s", 1),
  });
  const host = z.discriminatedUnion(
    "kind",
    [
      z.strictObject({ kind: z.literal("sandbox"), root: path.default(resolve(folder, "server")) }),
      z.strictObject({ kind: z.literal("windows") }),
      z.strictObject({ kind: z.literal("linux") }),
    ],
    { error: "must be windows, linux or sandbox" },
  );
  return z.strictObject({
    organization: text.default("Organization"),
    server,
    feed,
    trust,
    freshness: z.strictObject({ alarmAfter: duration("24h", 60_000) }).prefault({}),
    store: z.strictObject({ file: path.default(resolve(folder, "stopgap.db")) }).prefault({}),
    host: host.prefault({ kind: "sandbox" }),
    plugins: z.array(packageName).default(ownPlugins),
    onRetired: z.enum(["keep", "revert"]).default("keep"),
    onEquivalent: z.enum(["adopt", "add"]).default("add"),
    drift: z
      .union([drift, z.record(z.string(), drift)], { error: "must be repair or report, or one of them by type" })
      .default("repair"),
    diagnostics: z
      .strictObject({ enabled: z.boolean().default(false), url: secureAddress.nullable().default(null) })
      .prefault({})
      .refine(({ enabled, url }) => !enabled || url !== null, {
        path: ["url"],
        message: "must be given where diagnostics are enabled",
      }),
    log: z
      .strictObject({
        directory: path.default(resolve(folder, "logs")),
        level: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
        system: z.boolean().nullable().default(null),
      })
      .prefault({}),
    notify: z.array(notifyTarget(folder)).default([]),
    metrics: z.strictObject({ file: z.boolean().default(true), port: port.nullable().default(null) }).prefault({}),
  });
}

export type ParsedConfiguration = z.output<ReturnType<typeof configurationSchema>>;
