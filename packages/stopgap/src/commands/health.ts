import type { EventType } from "@stopgap/core";
import type { Command } from "commander";
import { verifyAudit } from "../audit/verify-audit.js";
import { lookOnRuntime } from "../composition/look-on-runtime.js";
import { gatherFacts } from "../health/gather-facts.js";
import { hiddenBecause } from "../health/health-gate.js";
import { asksForAttention } from "../health/health-row.js";
import { healthRows } from "../health/health-rows.js";
import { healthText } from "../health/health-text.js";
import { recallFacts } from "../health/recall-facts.js";
import { json } from "../output/json.js";
import { report } from "../report/report.js";
import { reportPage } from "../report/report-page.js";
import { findServers } from "../views/find-servers.js";
import { asOf, stateAt } from "./as-of.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";
import { keptFeeds } from "./kept-feeds.js";
import { allEvents } from "./log.js";
import { writeNamedFile } from "./named-files.js";

export async function health(
  { terminal, now, end }: CommandContext,
  options: { readonly html?: string; readonly at?: string },
  command: Command,
): Promise<void> {
  const { html } = options;
  const at = options.at === undefined ? undefined : asOf("--at", options.at, now());
  const configuration = await configurationOf(command);
  const { server } = configuration;
  const hidden = hiddenBecause(server);
  if (hidden !== null) terminal.note(`${server.name}: ${hidden}\n`);
  const integrity = await verifyAudit(configuration);
  const rows = await lookOnRuntime(configuration, async ({ runtime, log }) => {
    const state = at === undefined ? await runtime.refresh() : await stateAt(log, at);
    const feeds = await keptFeeds(log, configuration, findServers(state, server.name));
    const facts =
      at === undefined
        ? await gatherFacts({ runtime, log }, integrity, feeds, configuration, now())
        : await recallFacts(log, state, integrity, feeds, configuration);
    const found = healthRows(facts);
    if (html !== undefined) {
      const { organization } = configuration;
      const input = { organization, server: server.name, rows: found, state, feeds, now: facts.now };
      const events = await allEvents(log, { types: told, to: state.position });
      await writeNamedFile(html, reportPage(report({ ...input, events })));
    }
    return found;
  });
  if (asksForAttention(rows)) end(exitStatus.found);
  terminal.write(globalOptions(command).json === true ? json(rows) : healthText(rows, terminal));
  if (html !== undefined) terminal.note(`The page is ${html}\n`);
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
