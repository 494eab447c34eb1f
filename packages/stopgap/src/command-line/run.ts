import { type Command, Option } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";

export function registerRun(program: Command, context: CommandContext): void {
  described(program.command("run"), {
    summary: "Run as the service: the first cycle after the start delay, then on schedule",
    examples: [["run --config /etc/stopgap/stopgap.yaml", "until it is told to stop"]],
  })
    .addOption(new Option("--windows-service", "how the Windows service manager starts it").hideHelp())
    .action(async (options: { readonly windowsService?: boolean }, command: Command) => {
      // Heard from the first step on: what the engine is made of takes a moment to load.
      const stopped = context.untilStopped();
      const { run } = await import("../commands/run.js");
      await run({ ...context, untilStopped: () => stopped }, options, command);
    });
}
