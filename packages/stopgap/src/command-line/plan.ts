import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerPlan(program: Command, context: CommandContext): void {
  described(program.command("plan"), {
    summary: "Show what check would do and change, as a diff; touch and record nothing",
    examples: [
      ["plan", "before the first check on a server"],
      ["plan --json", "the decisions for a script"],
    ],
  }).action(lazily(context, async () => (await import("../commands/plan.js")).plan));
}
