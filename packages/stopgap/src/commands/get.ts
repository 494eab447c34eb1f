import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { json } from "../output/json.js";
import { findServers } from "../views/find-servers.js";
import { serverSettings, serverSettingsText } from "../views/server-settings.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";

export async function get({ terminal }: CommandContext, options: { server?: string }, command: Command): Promise<void> {
  const configuration = await configurationOf(command);
  await withLog(configuration, async ({ state }) => {
    const servers = findServers(state, configuration.server.name, options.server);
    const shown = servers.map((server) => serverSettings(state, server));
    terminal.write(globalOptions(command).json === true ? json(shown) : serverSettingsText(shown));
  });
}
