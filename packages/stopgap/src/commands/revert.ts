import { oneLine, type Runtime, serverState } from "@stopgap/core";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { actor } from "./actor.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { described } from "./described.js";
import { exitStatus } from "./exit-status.js";
import { onRuntime } from "./open-runtime.js";

interface Options {
  readonly block?: boolean;
  readonly force?: boolean;
  readonly reason?: string;
}

export function registerRevert(program: Command, context: CommandContext): void {
  described(program.command("revert"), {
    summary: "Put the host back as it was before a mitigation, from its undo record",
    examples: [
      ["revert M1 --block", "take it off and keep it off"],
      ["revert M2.1.0", "one action; the next cycle applies it again"],
    ],
  })
    .argument("<id>", "a mitigation (M1), an action (M1.1) or an applied id (M1.1.0)")
    .option("--block", "block it too, so that the next cycle does not apply it again")
    .option("--force", "overwrite what was changed on the host since; a copy is kept")
    .option("--reason <text>", "why, for the audit log")
    .action((id: string, options: Options, command: Command) => run(id, options, command, context));
}

async function run(id: string, options: Options, command: Command, { terminal, end }: CommandContext): Promise<void> {
  const { block = false, force = false, reason = null } = options;
  const configuration = await configurationOf(command);
  const server = configuration.server.name;
  await onRuntime(configuration, "stopgap revert", async ({ runtime }) => {
    const outcomes = await runtime.revert(id, { actor: actor(), reason, block, force });
    const refused = outcomes.filter(({ ok }) => !ok);
    if (refused.length > 0) end(exitStatus.found);
    for (const { appliedId, reason: why } of refused) {
      terminal.note(refusalLine(runtime, server, appliedId, why));
    }
    if (globalOptions(command).json === true) return terminal.write(json(outcomes));
    for (const { appliedId, ok } of outcomes) if (ok) terminal.write(`${appliedId} is reverted.\n`);
    const held = block || !outcomes.some(({ ok }) => ok);
    if (!held) terminal.write(`The next cycle applies it again. To keep it off: stopgap block ${id}\n`);
  });
}

function refusalLine(runtime: Runtime, server: string, appliedId: string, why: string): string {
  const code = serverState(runtime.state, server).failures[appliedId]?.code ?? "HOST_CHANGED";
  const remedy = "it stays listed; restore it by hand, or use --force, which keeps a copy";
  return `${oneLine(`stopgap: ${code}: ${appliedId} is not reverted: ${why}; ${remedy}`)}\n`;
}
