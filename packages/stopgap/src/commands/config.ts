import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { loadPlugins, StopgapError } from "@stopgap/core";
import type { Command } from "commander";
import { pluginFolders } from "../composition/compose-runtime.js";
import { loadConfiguration } from "../configuration/load-configuration.js";
import type { Problem } from "../configuration/problem.js";
import { starterConfiguration } from "../configuration/starter-configuration.js";
import { json } from "../output/json.js";
import { type CommandContext, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";
import { writeNamedFile } from "./named-files.js";

export async function configInit(
  { terminal }: CommandContext,
  file: string,
  _: unknown,
  command: Command,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true }).catch(() => undefined);
  await writeNamedFile(file, starterConfiguration, { fresh: true });
  if (globalOptions(command).json === true) return terminal.write(json({ file }));
  terminal.write(`${file} is written. Fill in server, feed and trust, then: stopgap config check\n`);
}

interface Checked {
  readonly ok: boolean;
  readonly file: string | null;
  readonly problems: readonly Problem[];
}

export async function configCheck({ terminal, end }: CommandContext, _: unknown, command: Command): Promise<void> {
  const { config, json: asJson } = globalOptions(command);
  const checked = await problemsOf(config);
  if (!checked.ok) end(exitStatus.usage);
  if (asJson === true) return terminal.write(json(checked));
  if (checked.ok) return terminal.write(`${checked.file} is good.\n`);
  for (const { line, message, remedy } of checked.problems) {
    terminal.write(`${line === null ? "" : `line ${line}: `}${message}; ${remedy}\n`);
  }
}

async function problemsOf(named: string | undefined): Promise<Checked> {
  try {
    const configuration = await loadConfiguration(named);
    await loadPlugins(configuration.plugins, pluginFolders(configuration));
    return { ok: true, file: configuration.file, problems: [] };
  } catch (error) {
    if (!(error instanceof StopgapError) || error.code === "CONFIGURATION_NOT_FOUND") throw error;
    const { file = null, problems } = error.details as { file?: string; problems?: readonly Problem[] };
    const own: Problem = { key: "", line: null, message: error.message, remedy: error.remedy };
    return { ok: false, file, problems: problems ?? [own] };
  }
}
