import { resolve } from "node:path";
import type { Command } from "commander";
import { loadConfiguration } from "../configuration/load-configuration.js";
import { prepareDemo } from "../demo/prepare-demo.js";
import { json } from "../output/json.js";
import { cycleDocument, someFailed } from "../views/decision-rows.js";
import { findServers } from "../views/find-servers.js";
import { serverSettings, serverSettingsText } from "../views/server-settings.js";
import { actor } from "./actor.js";
import { showOutcome } from "./check.js";
import { type CommandContext, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";
import { onRuntime } from "./open-runtime.js";

export async function demo(
  { terminal, end }: CommandContext,
  { dir }: { readonly dir: string },
  command: Command,
): Promise<void> {
  const { colours } = terminal;
  const demo = await prepareDemo(resolve(dir), (step) => terminal.note(`${colours("·", "good")} ${step}\n`));
  try {
    const configuration = await loadConfiguration(demo.configuration);
    terminal.note(`${colours("·", "good")} one cycle: fetch, verify, decide, apply, record\n\n`);
    await onRuntime(configuration, "stopgap demo", async ({ runtime }) => {
      const outcome = await runtime.check(actor());
      const document = cycleDocument(outcome);
      if (someFailed(document)) end(exitStatus.found);
      if (globalOptions(command).json === true) return terminal.write(json(document));
      showOutcome(outcome, terminal);
      const servers = findServers(runtime.state, configuration.server.name);
      terminal.write(`\n${serverSettingsText(servers.map((server) => serverSettings(runtime.state, server)))}`);
      terminal.write(next(dir, await demo.changedFiles()));
    });
  } finally {
    await demo.stopServing();
  }
}

const commands: readonly (readonly [command: string, what: string])[] = [
  ["explain M3", "why it is not applied here"],
  ["revert M1 --block", "put the file back, byte for byte, and keep it so"],
  ["log", "what was recorded"],
  ["audit verify", "that nobody changed the record"],
  ["health", "what asks for attention"],
];

function next(directory: string, changed: readonly string[]): string {
  // Started by npm, as in a checkout, the program is not on the PATH.
  const program = process.env.npm_command === undefined ? "stopgap" : "npx stopgap";
  return `
The server is the folder ${directory}/server. What changed in it:
${changed.map((file) => `  ${file}\n`).join("")}
Try next:
  cd ${directory}
${commands.map(([command, what]) => `  ${program} ${command.padEnd(18)}  ${what}\n`).join("")}`;
}
