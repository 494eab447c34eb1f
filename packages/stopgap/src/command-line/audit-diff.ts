import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerAuditDiff(audit: Command, context: CommandContext): void {
  described(audit.command("diff"), {
    summary: "Say what was applied, blocked or switched between two points of the log",
    examples: [
      ["audit diff 120 180", "between two positions"],
      ["audit diff 7d 0s", "in the last seven days"],
    ],
  })
    .argument("<from>", "a position of the log, a time, or a duration before now")
    .argument("<to>", "the same")
    .action(lazily(context, async () => (await import("../commands/audit-diff.js")).auditDiff));
}
