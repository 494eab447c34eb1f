import { open } from "node:fs/promises";
import { exportLine, StopgapError } from "@stopgap/core";
import { exportDocuments } from "@stopgap/store";
import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { type CommandContext, configurationOf } from "./command-context.js";
import { why } from "./named-files.js";

export async function auditExport(
  { terminal }: CommandContext,
  { out, documents }: { out?: string; documents?: string },
  command: Command,
): Promise<void> {
  const configuration = await configurationOf(command);
  const target = out === undefined ? { write: terminal.write, close: async () => undefined } : await openTarget(out);
  try {
    await withLog(configuration, async ({ log }) => {
      for await (const page of log.stored()) await target.write(page.map((event) => `${exportLine(event)}\n`).join(""));
      if (documents !== undefined) await exportDocuments(log, documents);
    });
  } finally {
    await target.close();
  }
}

interface Target {
  write(text: string): unknown;
  close(): Promise<unknown>;
}

async function openTarget(file: string): Promise<Target> {
  const unwritable = (cause: unknown): never => {
    throw new StopgapError("FILE_UNWRITABLE", `${file} cannot be written: ${why(cause)}`, { cause });
  };
  const handle = await open(file, "w").catch(unwritable);
  return { write: (text) => handle.writeFile(text).catch(unwritable), close: () => handle.close() };
}
