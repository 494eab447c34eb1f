import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerGet(program: Command, context: CommandContext): void {
  described(program.command("get"), {
    summary: "Show what is enabled, applied and blocked, as Get-ExchangeServer does",
    examples: [
      ["get", "every server of the log"],
      ["get --server Server1", "one server"],
      ["get --json", "for a script"],
    ],
  })
    .option("--server <name>", "only this server")
    .option("--at <position|time>", "as it was at a position of the log, or at a time")
    .action(lazily(context, async () => (await import("../commands/get.js")).get));
}
