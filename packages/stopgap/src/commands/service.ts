import type { Command } from "commander";
import { json } from "../output/json.js";
import { openServiceManager } from "../service/open-service-manager.js";
import { serviceDefinition } from "../service/service-definition.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";
import { refuseEdge } from "./open-runtime.js";

/** Puts this program and configuration in place as the system's service, and starts it. */
export async function serviceInstall({ terminal }: CommandContext, _: unknown, command: Command): Promise<void> {
  const configuration = await configurationOf(command);
  refuseEdge(configuration);
  const manager = openServiceManager();
  const more = process.platform === "win32" ? ["--windows-service"] : [];
  await manager.install(await serviceDefinition(configuration, more));
  const told = `Installed and started under ${manager.title}; it starts with the system.\n`;
  terminal.write(isJson(command) ? json({ installed: true, manager: manager.title }) : told);
}

export async function serviceUninstall({ terminal }: CommandContext, _: unknown, command: Command): Promise<void> {
  const manager = openServiceManager();
  const wasThere = await manager.uninstall();
  const told = wasThere
    ? "Stopped and taken away. What is applied stays applied, and the event log stays.\n"
    : "It was not installed.\n";
  terminal.write(isJson(command) ? json({ installed: false, removed: wasThere, manager: manager.title }) : told);
}

/** Exit status 1 where the service does not run. */
export async function serviceStatus({ terminal, end }: CommandContext, _: unknown, command: Command): Promise<void> {
  const manager = openServiceManager();
  const status = await manager.status();
  if (status?.isRunning !== true) end(exitStatus.found);
  if (isJson(command)) {
    const { isRunning = false, isAutomatic = false, detail = "not installed" } = status ?? {};
    const installed = status !== null;
    terminal.write(json({ installed, running: isRunning, automatic: isAutomatic, detail, manager: manager.title }));
  } else if (status === null) terminal.write("It is not installed; see stopgap service install --help.\n");
  else {
    const start = status.isAutomatic ? "starts with the system" : "does not start with the system";
    terminal.write(`${status.detail}; it ${start}.\n`);
  }
}

function isJson(command: Command): boolean {
  return globalOptions(command).json === true;
}
