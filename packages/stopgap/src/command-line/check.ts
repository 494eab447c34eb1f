import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerCheck(program: Command, context: CommandContext): void {
  described(program.command("check"), {
    summary: "Run one cycle now: fetch, verify, decide, apply, record",
    examples: [
      ["check", "what was decided and applied"],
      ["check --json", "for a script; exit status 1 where a mitigation failed"],
    ],
  }).action(lazily(context, async () => (await import("../commands/check.js")).check));
}
