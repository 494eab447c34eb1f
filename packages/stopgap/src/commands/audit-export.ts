import { open } from "node:fs/promises";
import { exportLine, StopgapError } from "@stopgap/core";
import { exportDocuments } from "@stopgap/store";
import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { type CommandContext, configurationOf } from "./command-context.js";

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
  try {
    const handle = await open(file, "w");
    return { write: (text) => handle.write(text), close: () => handle.close() };
  } catch (cause) {
    throw new StopgapError("FILE_UNWRITABLE", `${file} cannot be written`, { cause });
  }
}
