import { StopgapError } from "@stopgap/core";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { findServers } from "../views/find-servers.js";
import { serverSettings, serverSettingsText } from "../views/server-settings.js";
import { actor } from "./actor.js";
import { type CommandContext, configurationOf, globalOptions, truth } from "./command-context.js";
import { onRuntime } from "./open-runtime.js";

interface Options {
  readonly mitigationsEnabled?: string;
  readonly mitigationsBlocked?: string;
  readonly reason?: string;
}

const enabledOption = "--mitigations-enabled";

/** Of every server. */
export async function setOrganization(context: CommandContext, options: Options, command: Command): Promise<void> {
  await set(context, null, options, command);
}

export async function setServer(
  context: CommandContext,
  name: string,
  options: Options,
  command: Command,
): Promise<void> {
  await set(context, name, options, command);
}

async function set(
  { terminal }: CommandContext,
  name: string | null,
  options: Options,
  command: Command,
): Promise<void> {
  const { mitigationsEnabled, mitigationsBlocked, reason = null } = options;
  if (mitigationsEnabled === undefined && mitigationsBlocked === undefined) {
    throw new StopgapError("USAGE", `nothing to set: give ${enabledOption} or --mitigations-blocked`);
  }
  const enabled = mitigationsEnabled === undefined ? null : truth(enabledOption, mitigationsEnabled);
  const configuration = await configurationOf(command);
  const act = { actor: actor(), reason };
  await onRuntime(configuration, "stopgap set", async ({ runtime }) => {
    const known = findServers(await runtime.refresh(), configuration.server.name, name ?? undefined);
    const server = name === null ? null : (known[0]?.name ?? name);
    if (enabled !== null) await runtime.setEnabled(server, enabled, act);
    if (mitigationsBlocked !== undefined && server !== null)
      await runtime.setBlocked(server, ids(mitigationsBlocked), act);
    const shown = findServers(runtime.state, configuration.server.name, server ?? undefined).map((one) =>
      serverSettings(runtime.state, one),
    );
    terminal.write(globalOptions(command).json === true ? json(shown) : serverSettingsText(shown));
  });
}

function ids(text: string): readonly string[] {
  return text
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
}
