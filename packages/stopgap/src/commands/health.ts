import { type EventType, StopgapError } from "@stopgap/core";
import type { Command } from "commander";
import { verifyAudit } from "../audit/verify-audit.js";
import { lookOnRuntime } from "../composition/look-on-runtime.js";
import type { Configuration } from "../configuration/configuration.js";
import { gatherFacts } from "../health/gather-facts.js";
import { hiddenBecause } from "../health/health-gate.js";
import { asksForAttention, type HealthRow } from "../health/health-row.js";
import { healthRows } from "../health/health-rows.js";
import { healthText } from "../health/health-text.js";
import { recallFacts } from "../health/recall-facts.js";
import { unreadableRows } from "../health/unreadable-rows.js";
import { json } from "../output/json.js";
import { report } from "../report/report.js";
import { reportPage } from "../report/report-page.js";
import { findServers } from "../views/find-servers.js";
import { type AsOf, asOf, stateAt } from "./as-of.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";
import { keptFeeds } from "./kept-feeds.js";
import { allEvents } from "./log.js";
import { writeNamedFile } from "./named-files.js";

interface Options {
  readonly html?: string;
  readonly at?: string;
}

export async function health(context: CommandContext, options: Options, command: Command): Promise<void> {
  const { terminal, end } = context;
  const at = options.at === undefined ? undefined : asOf("--at", options.at, context.now());
  const configuration = await configurationOf(command);
  const hidden = hiddenBecause(configuration.server);
  if (hidden !== null) terminal.note(`${configuration.server.name}: ${hidden}\n`);
  const show = (rows: readonly HealthRow[]) =>
    terminal.write(globalOptions(command).json === true ? json(rows) : healthText(rows, terminal));
  const rows = await rowsOf(configuration, context.now, { at, html: options.html }).catch((error: unknown) => {
    if (error instanceof StopgapError && error.stage === "log") show(unreadableRows(error));
    throw error;
  });
  if (asksForAttention(rows)) end(exitStatus.found);
  show(rows);
  if (options.html !== undefined) terminal.note(`The page is ${options.html}\n`);
}

/** The rows, and the page of them where one is wanted. */
async function rowsOf(
  configuration: Configuration,
  now: () => Date,
  { at, html }: { readonly at: AsOf | undefined; readonly html: string | undefined },
): Promise<readonly HealthRow[]> {
  const { organization, server } = configuration;
  const integrity = await verifyAudit(configuration);
  return await lookOnRuntime(configuration, async ({ runtime, log }) => {
    const state = at === undefined ? await runtime.refresh() : await stateAt(log, at);
    const feeds = await keptFeeds(log, configuration, findServers(state, server.name));
    const facts =
      at === undefined
        ? await gatherFacts({ runtime, log }, integrity, feeds, configuration, now())
        : await recallFacts(log, state, integrity, feeds, configuration);
    const rows = healthRows(facts);
    if (html !== undefined) {
      const input = { organization, server: server.name, rows, state, feeds, now: facts.now };
      const events = await allEvents(log, { types: told, to: state.position });
      await writeNamedFile(html, reportPage(report({ ...input, events })));
    }
    return rows;
  });
}

/** What the time line and the histories tell; the hourly routine is left out. */
const told: readonly EventType[] = [
  "Applied",
  "Blocked",
  "Failed",
  "Removed",
  "Retired",
  "Reverted",
  "SettingsChanged",
  "AlarmRaised",
  "AlarmCleared",
];
