import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { collected } from "./collected.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerLog(program: Command, context: CommandContext): void {
  described(program.command("log"), {
    summary: "Show the events as people read them",
    examples: [
      ["log --since 24h", "the last day"],
      ["log --type Applied --type Failed", "what was applied and what failed"],
      ["log --follow", "and what comes, until Ctrl+C"],
    ],
  })
    .option("--follow", "go on showing what comes")
    .option("--type <type>", "only events of this type; may be given more than once", collected)
    .option("--since <time>", "only events at or after a time, or a duration back from now")
    .action(lazily(context, async () => (await import("../commands/log.js")).log));
}
