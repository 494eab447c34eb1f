import { names, oneLine, type RevertOutcome, type Runtime, StopgapError, serverState } from "@stopgap/core";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { actor } from "./actor.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";
import { moment } from "./moment.js";
import { onRuntime } from "./open-runtime.js";

interface Options {
  readonly block?: boolean;
  readonly until?: string;
  readonly force?: boolean;
  readonly reason?: string;
}

export async function revert(
  { terminal, end, now }: CommandContext,
  id: string,
  options: Options,
  command: Command,
): Promise<void> {
  const { block = false, force = false, reason = null } = options;
  if (options.until !== undefined && !block)
    throw new StopgapError("USAGE", "--until is the end of the block: give --block too");
  const until = options.until === undefined ? null : moment("--until", options.until, now(), "future");
  const configuration = await configurationOf(command);
  const server = configuration.server.name;
  await onRuntime(configuration, "stopgap revert", async ({ runtime }) => {
    const outcomes = await runtime.revert(id, { actor: actor(), reason, block, until, force });
    const refused = outcomes.filter(({ ok }) => !ok);
    if (refused.length > 0) end(exitStatus.found);
    for (const { appliedId, reason: why } of refused) {
      terminal.note(refusalLine(runtime, server, appliedId, why));
    }
    if (globalOptions(command).json === true) return terminal.write(json(outcomes));
    for (const { appliedId, ok, overwritten = [] } of outcomes) {
      if (ok) terminal.write(`${appliedId} is reverted.\n`);
      for (const line of overwritten) terminal.write(`  overwritten: ${oneLine(line)}\n`);
    }
    const comesBack = outcomes.some((outcome) => outcome.ok && isFree(runtime, server, outcome));
    if (comesBack) terminal.write(`The next cycle applies it again. To keep it off: stopgap block ${id}\n`);
  });
}

/** True where neither a block nor a switch keeps the next cycle from applying it again. */
function isFree({ state }: Runtime, server: string, { mitigation, appliedId }: RevertOutcome): boolean {
  const { mitigationsEnabled, blocked } = serverState(state, server);
  const action = { mitigation, actionId: appliedId, appliedId };
  return state.organization.mitigationsEnabled && mitigationsEnabled && !blocked.some(({ id }) => names(id, action));
}

function refusalLine(runtime: Runtime, server: string, appliedId: string, why: string): string {
  const code = serverState(runtime.state, server).failures[appliedId]?.code ?? "HOST_CHANGED";
  const remedy = "it stays listed; restore it by hand, or use --force, which keeps a copy";
  return `${oneLine(`stopgap: ${code}: ${appliedId} is not reverted: ${why}; ${remedy}`)}\n`;
}
