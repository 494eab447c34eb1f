import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { json } from "../output/json.js";
import { table } from "../output/table.js";
import { auditColumns } from "../views/event-lines.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { allEvents } from "./log.js";
import { moment } from "./moment.js";

interface Options {
  readonly actor?: string;
  readonly since?: string;
}

/** What an administrator does; a block that ran out is recorded as one of them, by nobody. */
const adminActs = ["SettingsChanged", "Reverting", "Reverted"];

export async function auditSearch(
  { terminal, now }: CommandContext,
  { actor, since }: Options,
  command: Command,
): Promise<void> {
  const after = since === undefined ? {} : { since: moment("--since", since, now(), "past") };
  const events = await withLog(await configurationOf(command), ({ log }) =>
    allEvents(log, { types: adminActs, ...after }),
  );
  const wanted = actor?.toLowerCase();
  const found = events.filter((event) =>
    wanted === undefined ? event.actor !== null : event.actor?.toLowerCase().includes(wanted) === true,
  );
  if (globalOptions(command).json === true) terminal.write(json(found));
  else if (found.length === 0) terminal.note("No administrator's act was found.\n");
  else terminal.write(table(auditColumns, found, terminal));
}
