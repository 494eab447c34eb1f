import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { json } from "../output/json.js";
import { findServers } from "../views/find-servers.js";
import { serverSettings, serverSettingsText } from "../views/server-settings.js";
import { asOf, stateAt } from "./as-of.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";

interface Options {
  readonly server?: string;
  readonly at?: string;
}

export async function get({ terminal, now }: CommandContext, options: Options, command: Command): Promise<void> {
  const at = options.at === undefined ? undefined : asOf("--at", options.at, now());
  const configuration = await configurationOf(command);
  await withLog(configuration, async ({ log, state: newest }) => {
    const state = at === undefined ? await newest() : await stateAt(log, at);
    const servers = findServers(state, configuration.server.name, options.server);
    const shown = servers.map((server) => serverSettings(state, server));
    terminal.write(globalOptions(command).json === true ? json(shown) : serverSettingsText(shown));
  });
}
