import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerRevert(program: Command, context: CommandContext): void {
  described(program.command("revert"), {
    summary: "Put the host back as it was before a mitigation, from its undo record",
    examples: [
      ["revert M1 --block", "take it off and keep it off"],
      ["revert M2 --block --until 30d", "and for a month only: the feed lags behind an update"],
      ["revert M2.1.0", "one action; the next cycle applies it again"],
    ],
  })
    .argument("<id>", "a mitigation (M1), an action (M1.1) or an applied id (M1.1.0)")
    .option("--block", "block it too, so that the next cycle does not apply it again")
    .option("--until <time>", "with --block: when the block ends by itself, a time or a duration from now")
    .option(
      "--force",
      "overwrite what was changed on the host since; what is overwritten is recorded, and of a file a copy kept",
    )
    .option("--reason <text>", "why, for the audit log")
    .action(lazily(context, async () => (await import("../commands/revert.js")).revert));
}
