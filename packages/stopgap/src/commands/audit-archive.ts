import { createInterface } from "node:readline";
import { StopgapError } from "@stopgap/core";
import { importLines } from "@stopgap/core/log";
import { importDocuments, openSqliteEventLog } from "@stopgap/store";
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
  const log = await openSqliteEventLog(store.file);
  try {
    const { position } = await log.head();
    if (position > 0) {
      const remedy = "name a store.file that does not exist";
      throw new StopgapError("LOG_CONFLICT", `${store.file} holds ${position} events already`, { remedy });
    }
    const head = await importLines(log, createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }));
    const kept = documents === undefined ? 0 : await importDocuments(log, documents);
    if (globalOptions(command).json === true) {
      return terminal.write(json({ events: head.position, head: head.hash, documents: kept }));
    }
    terminal.write(`${head.position} events and ${kept} documents are imported; the head is ${head.hash}.\n`);
  } finally {
    input.destroy();
    await log.close();
  }
}
