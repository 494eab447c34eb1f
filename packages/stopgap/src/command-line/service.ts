import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerService(program: Command, context: CommandContext): void {
  const service = described(program.command("service"), {
    summary: "Install Stopgap as a service of this system: under systemd, or as a Windows service",
    examples: [
      ["service install --config /etc/stopgap/stopgap.yaml", "and start it"],
      ["service status", "exit status 1 where it does not run"],
    ],
  });
  described(service.command("install"), {
    summary: "Put the service in place, also over an older one, and start it; it starts with the system from then on",
    examples: [["service install --config /etc/stopgap/stopgap.yaml", "as root, or as an administrator"]],
  }).action(lazily(context, async () => (await import("../commands/service.js")).serviceInstall));
  described(service.command("uninstall"), {
    summary: "Stop the service and take it away; what is applied, and the event log, stay",
    examples: [["service uninstall", "as root, or as an administrator"]],
  }).action(lazily(context, async () => (await import("../commands/service.js")).serviceUninstall));
  described(service.command("status"), {
    summary: "Say whether the service runs and starts with the system",
    examples: [["service status --json", "for a script"]],
  }).action(lazily(context, async () => (await import("../commands/service.js")).serviceStatus));
}
