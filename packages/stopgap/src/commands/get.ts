import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { json } from "../output/json.js";
import { findServers } from "../views/find-servers.js";
import { serverSettings, serverSettingsText } from "../views/server-settings.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { described } from "./described.js";

export function registerGet(program: Command, { terminal }: CommandContext): void {
  described(program.command("get"), {
    summary: "Show what is enabled, applied and blocked, as Get-ExchangeServer does",
    examples: [
      ["get", "every server of the log"],
      ["get --server Server1", "one server"],
      ["get --json", "for a script"],
    ],
  })
    .option("--server <name>", "only this server")
    .action(async (options: { server?: string }, command: Command) => {
      const configuration = await configurationOf(command);
      await withLog(configuration, async ({ state }) => {
        const servers = findServers(state, configuration.server.name, options.server);
        const shown = servers.map((server) => serverSettings(state, server));
        terminal.write(globalOptions(command).json === true ? json(shown) : serverSettingsText(shown));
      });
    });
}
