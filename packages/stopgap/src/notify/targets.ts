import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { NotifyConfiguration } from "../configuration/configuration.js";
import { commandDelivery } from "./command.js";
import type { Target } from "./target.js";

/** The targets of a configuration, in its order, no two with one title; two that are the same are one, told of the kinds of both. */
export function targetsOf(configured: readonly NotifyConfiguration[]): readonly Target[] {
  const byName = new Map<string, Target>();
  for (const target of configured.flatMap((entry) => targetOf(entry) ?? [])) {
    const same = byName.get(target.name);
    byName.set(target.name, same === undefined ? target : { ...same, on: bothKinds(same.on, target.on) });
  }
  const targets = [...byName.values()];
  return targets.map((target) =>
    targets.some((other) => other !== target && other.title === target.title)
      ? { ...target, title: `${target.title} (${target.name.slice(-6)})` }
      : target,
  );
}

function bothKinds(a: Target["on"], b: Target["on"]): Target["on"] {
  return a === null || b === null ? null : [...new Set([...a, ...b])];
}

function targetOf({ on, webhook, mail, command }: NotifyConfiguration): Target | null {
  if (webhook !== undefined) {
    const title = `webhook ${new URL(webhook.url).origin}`;
    return {
      name: nameOf("webhook", webhook.url),
      title,
      on,
      deliver: later(async () => (await import("./webhook.js")).webhookDelivery(webhook)),
    };
  }
  if (mail !== undefined) {
    const title = `mail to ${mail.to.join(", ")}`;
    return {
      name: nameOf("mail", mail.to.join(",")),
      title,
      on,
      deliver: later(async () => (await import("./mail.js")).mailDelivery(mail)),
    };
  }
  if (command !== undefined) {
    const title = `command ${basename(command[0] ?? "")}`;
    return { name: nameOf("command", command.join("\0")), title, on, deliver: commandDelivery(command) };
  }
  return null;
}

/** A delivery whose code is loaded when there is something to deliver. */
function later(load: () => Promise<Target["deliver"]>): Target["deliver"] {
  return async (notice, signal) => await (await load())(notice, signal);
}

/** Made of what the target is, so that moving it, or changing its key, keeps its place in the log. */
function nameOf(way: string, address: string): string {
  return `notify-${createHash("sha256").update(`${way} ${address}`).digest("hex").slice(0, 12)}`;
}
