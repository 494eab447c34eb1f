import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerHealth(program: Command, context: CommandContext): void {
  described(program.command("health"), {
    summary:
      "Check the service, the feed, trust, the host and the log; exit status 1 where something asks for attention",
    examples: [
      ["health", "HealthChecker's rows, then ours"],
      ["health --html health.html", "a page to keep or print"],
    ],
  })
    .option("--html <file>", "write one self-contained page too")
    .option("--at <position|time>", "as it was at a position of the log, or at a time")
    .action(lazily(context, async () => (await import("../commands/health.js")).health));
}
