import { loadPlugins, StopgapError } from "@stopgap/core";
import type { Command } from "commander";
import { pluginFolders } from "../composition/compose-runtime.js";
import { loadConfiguration } from "../configuration/load-configuration.js";
import type { Problem } from "../configuration/problem.js";
import { starterConfiguration } from "../configuration/starter-configuration.js";
import { json } from "../output/json.js";
import { type CommandContext, globalOptions } from "./command-context.js";
import { described } from "./described.js";
import { exitStatus } from "./exit-status.js";
import { writeNamedFile } from "./named-files.js";

export function registerConfig(program: Command, context: CommandContext): void {
  const config = described(program.command("config"), {
    summary: "Check a configuration, or write one to begin with",
    examples: [
      ["config init", "write ./stopgap.yaml with every key explained"],
      ["config check", "every problem at once, with its line"],
    ],
  });
  described(config.command("check"), {
    summary: "List every problem of the configuration, its certificates and its plugins",
    examples: [["config check --config /etc/stopgap/stopgap.yaml", "exit status 2 where there is one"]],
  }).action((_, command: Command) => check(command, context));
  described(config.command("init"), {
    summary: "Write a configuration in which every key is explained; a file that is there stays",
    examples: [["config init /etc/stopgap/stopgap.yaml", "then fill in server, feed and trust"]],
  })
    .argument("[file]", "where to write it", "stopgap.yaml")
    .action(async (file: string) => {
      await writeNamedFile(file, starterConfiguration, { fresh: true });
      context.terminal.write(`${file} is written. Fill in server, feed and trust, then: stopgap config check\n`);
    });
}

interface Checked {
  readonly ok: boolean;
  readonly file: string | null;
  readonly problems: readonly Problem[];
}

async function check(command: Command, { terminal, end }: CommandContext): Promise<void> {
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
