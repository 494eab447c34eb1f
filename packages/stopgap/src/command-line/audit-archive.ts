import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerAuditArchive(audit: Command, context: CommandContext): void {
  described(audit.command("archive"), {
    summary: "Seal old events into compressed segments beside the log; they still verify and replay",
    examples: [["audit archive --before 90d", "what is older than 90 days"]],
  })
    .requiredOption("--before <time>", "a time, or a duration before now")
    .action(lazily(context, async () => (await import("../commands/audit-archive.js")).auditArchive));
}

export function registerAuditBackup(audit: Command, context: CommandContext): void {
  described(audit.command("backup"), {
    summary: "Copy the log while it is in use, to a file that does not exist yet",
    examples: [["audit backup /mnt/backup/stopgap.db", "as it is now"]],
  })
    .argument("<file>", "the copy")
    .action(lazily(context, async () => (await import("../commands/audit-archive.js")).auditBackup));
}

export function registerAuditImport(audit: Command, context: CommandContext): void {
  described(audit.command("import"), {
    summary: "Take an export over into an empty log, with the same hashes",
    examples: [["audit import log.jsonl --documents log.documents", "with the signed documents it names"]],
  })
    .argument("<file>", "what audit export wrote")
    .option("--documents <folder>", "the folder audit export --documents wrote")
    .action(lazily(context, async () => (await import("../commands/audit-archive.js")).auditImport));
}
