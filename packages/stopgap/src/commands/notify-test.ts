import { StopgapError } from "@stopgap/core";
import type { Command } from "commander";
import { targetsOf } from "../notify/targets.js";
import { type Tried, tryTargets } from "../notify/try-targets.js";
import { json } from "../output/json.js";
import { type Column, table } from "../output/table.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";

const columns: readonly Column<Tried>[] = [
  { title: "Target", value: ({ target }) => target },
  { title: "Result", value: ({ ok }) => (ok ? "delivered" : "failed"), tone: ({ ok }) => (ok ? "good" : "bad") },
  { title: "Reason", value: ({ reason }) => reason },
];

/** Sends a notice that says it is a test to every target. Exit status 1 where one did not take it. */
export async function notifyTest({ terminal, now, end }: CommandContext, _: unknown, command: Command): Promise<void> {
  const { notify, organization, server } = await configurationOf(command);
  const targets = targetsOf(notify);
  if (targets.length === 0) throw new StopgapError("NOTIFY_NO_TARGET", "nobody is named under notify");
  const tried = await tryTargets(targets, { organization, server: server.name, now: now() });
  if (tried.some(({ ok }) => !ok)) end(exitStatus.found);
  terminal.write(globalOptions(command).json === true ? json(tried) : table(columns, tried, terminal));
}
