import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { NotifyConfiguration } from "../configuration/configuration.js";
import { commandDelivery } from "./command.js";
import { mailDelivery } from "./mail.js";
import type { Target } from "./target.js";
import { webhookDelivery } from "./webhook.js";

/** The targets of a configuration, in its order; two that are the same are one. */
export function targetsOf(configured: readonly NotifyConfiguration[]): readonly Target[] {
  const targets = configured.flatMap((entry) => targetOf(entry) ?? []);
  return [...new Map(targets.map((target) => [target.name, target])).values()];
}

function targetOf({ on, webhook, mail, command }: NotifyConfiguration): Target | null {
  if (webhook !== undefined) {
    const title = `webhook ${new URL(webhook.url).origin}`;
    return { name: nameOf("webhook", webhook.url), title, on, deliver: webhookDelivery(webhook) };
  }
  if (mail !== undefined) {
    const title = `mail to ${mail.to.join(", ")}`;
    return { name: nameOf("mail", mail.to.join(",")), title, on, deliver: mailDelivery(mail) };
  }
  if (command !== undefined) {
    const title = `command ${basename(command[0] ?? "")}`;
    return { name: nameOf("command", command.join("\0")), title, on, deliver: commandDelivery(command) };
  }
  return null;
}

/** Made of what the target is, so that moving it, or changing its key, keeps its place in the log. */
function nameOf(way: string, address: string): string {
  return `notify-${createHash("sha256").update(`${way} ${address}`).digest("hex").slice(0, 12)}`;
}
