import { type Runtime, StopgapError } from "@stopgap/core";
import type { Command } from "commander";
import type { Configuration } from "../configuration/configuration.js";
import { json } from "../output/json.js";
import { findServers } from "../views/find-servers.js";
import { serverSettings } from "../views/server-settings.js";
import { actor } from "./actor.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { moment } from "./moment.js";
import { onRuntime } from "./open-runtime.js";

interface Where {
  readonly server?: readonly string[];
  readonly allServers?: boolean;
}

interface Options extends Where {
  readonly reason?: string;
  readonly until?: string;
}

export async function block(
  context: CommandContext,
  id: string,
  { reason, until, ...where }: Options,
  command: Command,
): Promise<void> {
  const end = until === undefined ? null : moment("--until", until, context.now(), "future");
  const act = { actor: actor(), reason: reason ?? null };
  await change(context, command, where, {
    done: `${id} is blocked${end === null ? "" : ` until ${end}`}`,
    instead: `${id} was blocked already`,
    on: (runtime, server) => runtime.block(id, end, act, server),
  });
}

export async function unblock(
  context: CommandContext,
  id: string,
  { reason, ...where }: Options,
  command: Command,
): Promise<void> {
  const act = { actor: actor(), reason: reason ?? null };
  await change(context, command, where, {
    done: `${id} is no longer blocked; the next cycle applies it`,
    instead: `${id} was not blocked`,
    on: (runtime, server) => runtime.unblock(id, act, server),
  });
}

interface Change {
  readonly done: string;
  /** What to say where there was nothing to change. */
  readonly instead: string;
  /** Resolves to false where there was nothing to change. */
  on(runtime: Runtime, server: string): Promise<boolean>;
}

/** Does the change on each of the servers and says so. All of them are known before the first is changed. */
async function change(
  { terminal }: CommandContext,
  command: Command,
  where: Where,
  { done, instead, on }: Change,
): Promise<void> {
  const configuration = await configurationOf(command);
  await onRuntime(configuration, `stopgap ${command.name()}`, async ({ runtime }) => {
    await runtime.refresh();
    const servers = serversOf(runtime, configuration, where);
    const lines: string[] = [];
    for (const server of servers) {
      const what = (await on(runtime, server)) ? done : instead;
      lines.push(where.server === undefined && !where.allServers ? `${what}.\n` : `${server}: ${what}.\n`);
    }
    const { state } = runtime;
    const shown = servers.flatMap((server) => findServers(state, configuration.server.name, server));
    if (globalOptions(command).json === true) terminal.write(json(shown.map((one) => serverSettings(state, one))));
    else terminal.write(lines.join(""));
  });
}

/** The servers the change is for, each once: those named, all of the log, or else this one. */
function serversOf(
  { state }: Runtime,
  { server: { name: own } }: Configuration,
  { server: named, allServers = false }: Where,
): readonly string[] {
  if (allServers && named !== undefined)
    throw new StopgapError("USAGE", "--server and --all-servers exclude each other");
  const found = allServers ? findServers(state, own) : (named ?? [own]).flatMap((one) => findServers(state, own, one));
  return [...new Set(found.map(({ name }) => name))];
}
