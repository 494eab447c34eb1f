import { StopgapError } from "@stopgap/core";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { findServers } from "../views/find-servers.js";
import { serverSettings, serverSettingsText } from "../views/server-settings.js";
import { actor } from "./actor.js";
import { type CommandContext, configurationOf, globalOptions, truth } from "./command-context.js";
import { described } from "./described.js";
import { onRuntime } from "./open-runtime.js";

interface Options {
  readonly mitigationsEnabled?: string;
  readonly mitigationsBlocked?: string;
  readonly reason?: string;
}

const enabledOption = "--mitigations-enabled";

export function registerSet(program: Command, context: CommandContext): void {
  const set = described(program.command("set"), {
    summary: "Change settings, as Set-OrganizationConfig and Set-ExchangeServer do",
    examples: [
      ["set organization --mitigations-enabled false", "apply nothing on any server"],
      ["set server Server1 --mitigations-blocked M1,M2", "replace the list of what is blocked"],
    ],
  });
  described(set.command("organization"), {
    summary: "Set MitigationsEnabled for every server; false wins over each server's own setting",
    examples: [["set organization --mitigations-enabled false --reason 'tested elsewhere'", "apply nothing anywhere"]],
  })
    .requiredOption(`${enabledOption} <boolean>`, "true or false")
    .option("--reason <text>", "why, for the audit log")
    .action((options: Options, command: Command) => run(null, options, command, context));
  described(set.command("server"), {
    summary: "Set MitigationsEnabled or MitigationsBlocked of one server",
    examples: [
      ["set server Server1 --mitigations-enabled false", "apply nothing on this server"],
      ["set server Server1 --mitigations-blocked M1,M2.1", "block these and no others"],
      ['set server Server1 --mitigations-blocked ""', "block nothing"],
    ],
  })
    .argument("<name>", "the server")
    .option(`${enabledOption} <boolean>`, "true or false")
    .option("--mitigations-blocked <ids>", "ids separated by commas, instead of those there are")
    .option("--reason <text>", "why, for the audit log")
    .action((name: string, options: Options, command: Command) => run(name, options, command, context));
}

async function run(
  name: string | null,
  options: Options,
  command: Command,
  { terminal }: CommandContext,
): Promise<void> {
  const { mitigationsEnabled, mitigationsBlocked, reason = null } = options;
  if (mitigationsEnabled === undefined && mitigationsBlocked === undefined) {
    throw new StopgapError("USAGE", `nothing to set: give ${enabledOption} or --mitigations-blocked`);
  }
  const enabled = mitigationsEnabled === undefined ? null : truth(enabledOption, mitigationsEnabled);
  const configuration = await configurationOf(command);
  const act = { actor: actor(), reason };
  await onRuntime(configuration, "stopgap set", async ({ runtime }) => {
    const known = findServers(await runtime.refresh(), configuration.server.name, name ?? undefined);
    const server = name === null ? null : (known[0]?.name ?? name);
    if (enabled !== null) await runtime.setEnabled(server, enabled, act);
    if (mitigationsBlocked !== undefined && server !== null)
      await runtime.setBlocked(server, ids(mitigationsBlocked), act);
    const shown = findServers(runtime.state, configuration.server.name, server ?? undefined).map((one) =>
      serverSettings(runtime.state, one),
    );
    terminal.write(globalOptions(command).json === true ? json(shown) : serverSettingsText(shown));
  });
}

function ids(text: string): readonly string[] {
  return text
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
}
