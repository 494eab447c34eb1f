import { importLog, openSqliteEventLog } from "@stopgap/store";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { moment } from "./moment.js";
import { openNamedFile, refuseExisting } from "./named-files.js";

export async function auditArchive(
  { terminal, now }: CommandContext,
  { before }: { before: string },
  command: Command,
): Promise<void> {
  const { store } = await configurationOf(command);
  const log = await openSqliteEventLog(store.file);
  try {
    const { events } = await log.archive(moment("--before", before, now(), "past"));
    if (globalOptions(command).json === true) terminal.write(json({ events }));
    else terminal.write(events === 0 ? "Nothing is that old.\n" : `${events} events are sealed.\n`);
  } finally {
    await log.close();
  }
}

export async function auditBackup(
  { terminal }: CommandContext,
  file: string,
  _: unknown,
  command: Command,
): Promise<void> {
  const { store } = await configurationOf(command);
  await refuseExisting(file);
  const log = await openSqliteEventLog(store.file, { readOnly: true });
  try {
    await log.backup(file);
    terminal.write(globalOptions(command).json === true ? json({ file }) : `Copied to ${file}.\n`);
  } finally {
    await log.close();
  }
}

export async function auditImport(
  { terminal }: CommandContext,
  file: string,
  { documents }: { documents?: string },
  command: Command,
): Promise<void> {
  const { store } = await configurationOf(command);
  const input = (await openNamedFile(file)).createReadStream();
  try {
    const imported = await importLog(store.file, input, documents ?? null);
    const { position: events, hash: head } = imported.head;
    if (globalOptions(command).json === true) {
      return terminal.write(json({ events, head, documents: imported.documents }));
    }
    terminal.write(`${events} events and ${imported.documents} documents are imported; the head is ${head}.\n`);
  } finally {
    input.destroy();
  }
}
