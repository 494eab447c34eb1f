import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerAuditExport(audit: Command, context: CommandContext): void {
  described(audit.command("export"), {
    summary: "Write the event log as JSON Lines whose hash chain anyone can check",
    examples: [
      ["audit export --out log.jsonl", "to a file"],
      ["audit export | tail -1 | sed 's/,\"hash\":[^:]*$//' | tr -d '\\n' | sha256sum", "check a hash by hand"],
    ],
  })
    .option("--out <file>", "write to a file instead")
    .option("--documents <folder>", "write the signed documents too, a file each, named by its SHA-256")
    .action(lazily(context, async () => (await import("../commands/audit-export.js")).auditExport));
}
