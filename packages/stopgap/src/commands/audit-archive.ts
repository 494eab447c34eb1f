import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { importLines } from "@stopgap/core/log";
import { importDocuments, openSqliteEventLog } from "@stopgap/store";
import type { Command } from "commander";
import { type CommandContext, configurationOf } from "./command-context.js";
import { described } from "./described.js";
import { moment } from "./moment.js";

export function registerAuditArchive(audit: Command, { terminal, now }: CommandContext): void {
  described(audit.command("archive"), {
    summary: "Seal old events into compressed segments beside the log; they still verify and replay",
    examples: [["audit archive --before 90d", "what is older than 90 days"]],
  })
    .requiredOption("--before <time>", "a time, or a duration before now")
    .action(async ({ before }: { before: string }, command: Command) => {
      const { store } = await configurationOf(command);
      const log = await openSqliteEventLog(store.file);
      try {
        const { events } = await log.archive(moment("--before", before, now(), "past"));
        terminal.write(events === 0 ? "Nothing is that old.\n" : `${events} events are sealed.\n`);
      } finally {
        await log.close();
      }
    });
}

export function registerAuditBackup(audit: Command, { terminal }: CommandContext): void {
  described(audit.command("backup"), {
    summary: "Copy the log while it is in use, to a file that does not exist yet",
    examples: [["audit backup /mnt/backup/stopgap.db", "as it is now"]],
  })
    .argument("<file>", "the copy")
    .action(async (file: string, _, command: Command) => {
      const { store } = await configurationOf(command);
      const log = await openSqliteEventLog(store.file, { readOnly: true });
      try {
        await log.backup(file);
        terminal.write(`Copied to ${file}.\n`);
      } finally {
        await log.close();
      }
    });
}

export function registerAuditImport(audit: Command, { terminal }: CommandContext): void {
  described(audit.command("import"), {
    summary: "Take an export over into an empty log, with the same hashes",
    examples: [["audit import log.jsonl --documents log.documents", "with the signed documents it names"]],
  })
    .argument("<file>", "what audit export wrote")
    .option("--documents <folder>", "the folder audit export --documents wrote")
    .action(async (file: string, { documents }: { documents?: string }, command: Command) => {
      const { store } = await configurationOf(command);
      const log = await openSqliteEventLog(store.file);
      try {
        const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
        const head = await importLines(log, lines);
        const kept = documents === undefined ? 0 : await importDocuments(log, documents);
        terminal.write(`${head.position} events and ${kept} documents are imported; the head is ${head.hash}.\n`);
      } finally {
        await log.close();
      }
    });
}
