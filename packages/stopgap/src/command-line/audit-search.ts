import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerAuditSearch(audit: Command, context: CommandContext): void {
  described(audit.command("search"), {
    summary: "Find what administrators did, as Search-AdminAuditLog does",
    examples: [
      ["audit search", "everything"],
      ["audit search --actor alice --since 30d", "one person's acts of the last 30 days"],
    ],
  })
    .option("--actor <name>", "only acts of this person; part of the name is enough")
    .option("--since <time>", "only acts at or after a time, or a duration back from now")
    .action(lazily(context, async () => (await import("../commands/audit-search.js")).auditSearch));
}
