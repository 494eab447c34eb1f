import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerExplain(program: Command, context: CommandContext): void {
  described(program.command("explain"), {
    summary: "Say why a mitigation is applied or not: each rule with the values it sees",
    examples: [["explain M1", "every action of the mitigation"]],
  })
    .argument("<id>", "a mitigation (M1), an action (M1.1) or an applied id (M1.1.0)")
    .option("--at <position|time>", "as it was at a position of the log, or at a time")
    .action(lazily(context, async () => (await import("../commands/explain.js")).explain));
}
