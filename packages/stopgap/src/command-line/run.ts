import { type Command, Option } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerRun(program: Command, context: CommandContext): void {
  described(program.command("run"), {
    summary: "Run as the service: the first cycle after the start delay, then on schedule",
    examples: [["run --config /etc/stopgap/stopgap.yaml", "until it is told to stop"]],
  })
    .addOption(new Option("--windows-service", "how the Windows service manager starts it").hideHelp())
    .action(lazily(context, async () => (await import("../commands/run.js")).run));
}
