import { resolve } from "node:path";
import { z } from "zod";
import { proxyOrNone, webhookAddress } from "./addresses.js";
import { noticeKinds } from "./notice-kinds.js";
import { port, text } from "./scalars.js";

const address = text.regex(/^[^\s@<>,]+@[^\s@<>,]+$/, "must be a mail address such as admins@contoso.example");

const addresses = z
  .union([address, z.array(address).min(1, "must name at least one")], { error: "must be mail addresses" })
  .transform((value) => (typeof value === "string" ? [value] : value));

/** One entry of `notify`. Relative paths are taken from `folder`. */
export function notifyTarget(folder: string) {
  const path = text.transform((value) => resolve(folder, value));
  const webhook = z.strictObject({
    url: webhookAddress,
    secretFile: path.nullable().default(null),
    proxy: proxyOrNone.nullable().default(null),
    ca: path.nullable().default(null),
  });
  const smtp = z
    .strictObject({
      host: text,
      port: port.default(587),
      tls: z.enum(["starttls", "tls", "none"]).default("starttls"),
      user: text.nullable().default(null),
      passwordFile: path.nullable().default(null),
      ca: path.nullable().default(null),
    })
    .refine(({ user, passwordFile }) => (user === null) === (passwordFile === null), {
      path: ["passwordFile"],
      message: "must be given together with user",
    })
    .refine(({ user, tls }) => user === null || tls !== "none", {
      path: ["tls"],
      message: "must not be none where a password is sent",
    });
  const mail = z
    .strictObject({ from: address, to: addresses, sendmail: path.optional(), smtp: smtp.optional() })
    .refine((value) => (value.sendmail === undefined) !== (value.smtp === undefined), {
      message: "must have exactly one of smtp and sendmail",
    });
  return z
    .strictObject({
      on: z.array(z.enum(noticeKinds)).min(1, "must name at least one kind").nullable().default(null),
      webhook: webhook.optional(),
      mail: mail.optional(),
      command: z.array(text).min(1, "must name a program").optional(),
    })
    .refine(({ webhook: hook, mail: post, command }) => [hook, post, command].filter(Boolean).length === 1, {
      message: "must have exactly one of webhook, mail and command",
    });
}
