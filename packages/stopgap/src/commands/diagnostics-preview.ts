import type { Command } from "commander";
import { withLog } from "../composition/open-log.js";
import { previewDiagnostics } from "../diagnostics/diagnostics.js";
import { json } from "../output/json.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";

/** Prints the document that would be sent, byte for byte what it is made of, and whether anything is sent at all. */
export async function diagnosticsPreview({ terminal }: CommandContext, _: unknown, command: Command): Promise<void> {
  const configuration = await configurationOf(command);
  const { enabled, url } = configuration.diagnostics;
  await withLog(configuration, async ({ state }) => {
    const data = await previewDiagnostics(configuration, await state());
    terminal.write(json(data));
    if (globalOptions(command).json === true) return;
    const told = enabled
      ? `This is sent to ${new URL(url ?? "").origin} after each cycle.`
      : "Nothing is sent: diagnostics.enabled is false.";
    terminal.note(`${told}\n`);
  });
}
