import type { EventType } from "@stopgap/core";
import type { Command } from "commander";
import { verifyAudit } from "../audit/verify-audit.js";
import { lookOnRuntime } from "../composition/look-on-runtime.js";
import { gatherFacts } from "../health/gather-facts.js";
import { hiddenBecause } from "../health/health-gate.js";
import { asksForAttention } from "../health/health-row.js";
import { healthRows } from "../health/health-rows.js";
import { healthText } from "../health/health-text.js";
import { json } from "../output/json.js";
import { report } from "../report/report.js";
import { reportPage } from "../report/report-page.js";
import { findServers } from "../views/find-servers.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";
import { keptFeeds } from "./kept-feeds.js";
import { allEvents } from "./log.js";
import { writeNamedFile } from "./named-files.js";

export async function health(
  { terminal, now, end }: CommandContext,
  { html }: { readonly html?: string },
  command: Command,
): Promise<void> {
  const configuration = await configurationOf(command);
  const { server } = configuration;
  const hidden = hiddenBecause(server);
  if (hidden !== null) terminal.note(`${server.name}: ${hidden}\n`);
  const integrity = await verifyAudit(configuration);
  const rows = await lookOnRuntime(configuration, async ({ runtime, log }) => {
    const state = await runtime.refresh();
    const feeds = await keptFeeds(log, configuration, findServers(state, server.name));
    const facts = await gatherFacts(runtime, integrity, feeds, configuration, now());
    const found = healthRows(facts);
    if (html !== undefined) {
      const { organization } = configuration;
      const input = { organization, server: server.name, rows: found, state, feeds, now: facts.now };
      await writeNamedFile(html, reportPage(report({ ...input, events: await allEvents(log, { types: told }) })));
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
