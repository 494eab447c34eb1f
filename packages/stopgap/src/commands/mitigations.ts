import type { ServerState } from "@stopgap/core";
import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { csv } from "../output/csv.js";
import { json } from "../output/json.js";
import { table } from "../output/table.js";
import type { Terminal } from "../output/terminal.js";
import { findServers } from "../views/find-servers.js";
import { mitigationColumns, mitigationRows, mitigationTitles } from "../views/mitigation-rows.js";
import { asOf, stateAt } from "./as-of.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { keptFeeds } from "./kept-feeds.js";
import { writeNamedFile } from "./named-files.js";

interface Options {
  readonly server?: string;
  readonly exportCsv?: string;
  readonly at?: string;
}

export async function mitigations(
  { terminal, now }: CommandContext,
  options: Options,
  command: Command,
): Promise<void> {
  const at = options.at === undefined ? undefined : asOf("--at", options.at, now());
  const configuration = await configurationOf(command);
  const { rows, servers } = await withLog(configuration, async ({ log, state: newest }) => {
    const state = at === undefined ? await newest() : await stateAt(log, at);
    const found = findServers(state, configuration.server.name, options.server);
    const feeds = await keptFeeds(log, configuration, found);
    const time = at === undefined ? now().toISOString() : (state.time ?? now().toISOString());
    return { servers: found, rows: found.flatMap((server) => mitigationRows(server, feeds, time)) };
  });
  warnUnreachable(servers, terminal);
  if (options.exportCsv !== undefined) {
    const cells = rows.map((row) => mitigationTitles.map((title) => row[title]));
    await writeNamedFile(options.exportCsv, csv(mitigationTitles, cells));
  }
  if (globalOptions(command).json === true) terminal.write(json(rows));
  else if (options.exportCsv !== undefined) terminal.note(`${rows.length} rows written to ${options.exportCsv}\n`);
  else if (rows.length === 0) terminal.note("No mitigation is known yet. Run: stopgap check\n");
  else terminal.write(table(mitigationColumns, rows, terminal));
}

/** Get-Mitigations' own words where the feed is out of reach. */
function warnUnreachable(servers: readonly ServerState[], terminal: Terminal): void {
  if (!servers.some(({ lastFailure }) => lastFailure?.stage === "fetch")) return;
  terminal.note(
    "WARNING: Connection with Mitigation Endpoint was not successful. " +
      "To enable connectivity please refer: https://aka.ms/HelpConnectivityEEMS\n",
  );
}
