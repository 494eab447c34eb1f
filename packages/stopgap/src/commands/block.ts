import type { Command } from "commander";
import type { Composition } from "../composition/compose-runtime.js";
import { json } from "../output/json.js";
import { findServers } from "../views/find-servers.js";
import { serverSettings } from "../views/server-settings.js";
import { actor } from "./actor.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { moment } from "./moment.js";
import { onRuntime } from "./open-runtime.js";

interface Options {
  readonly reason?: string;
  readonly until?: string;
}

export async function block(
  context: CommandContext,
  id: string,
  { reason, until }: Options,
  command: Command,
): Promise<void> {
  const end = until === undefined ? null : moment("--until", until, context.now(), "future");
  await change(command, context, `${id} is blocked${end === null ? "" : ` until ${end}`}`, async ({ runtime }) => {
    const changed = await runtime.block(id, end, { actor: actor(), reason: reason ?? null });
    return changed ? null : `${id} was blocked already`;
  });
}

export async function unblock(
  context: CommandContext,
  id: string,
  { reason }: Options,
  command: Command,
): Promise<void> {
  await change(command, context, `${id} is no longer blocked; the next cycle applies it`, async ({ runtime }) => {
    const changed = await runtime.unblock(id, { actor: actor(), reason: reason ?? null });
    return changed ? null : `${id} was not blocked`;
  });
}

/** Does the change and says so; `act` resolves to what to say instead where there was nothing to change. */
async function change(
  command: Command,
  { terminal }: CommandContext,
  done: string,
  act: (composition: Composition) => Promise<string | null>,
): Promise<void> {
  const configuration = await configurationOf(command);
  await onRuntime(configuration, `stopgap ${command.name()}`, async (composition) => {
    const instead = await act(composition);
    const { state } = composition.runtime;
    const shown = findServers(state, configuration.server.name, configuration.server.name);
    if (globalOptions(command).json === true) terminal.write(json(shown.map((one) => serverSettings(state, one))));
    else terminal.write(`${instead ?? done}.\n`);
  });
}
