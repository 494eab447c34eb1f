import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { collected } from "./collected.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

const onServer = ["--server <name>", "on this server of the log; may be given more than once", collected] as const;
const onAllServers = ["--all-servers", "on every server of the log"] as const;

export function registerBlock(program: Command, context: CommandContext): void {
  described(program.command("block"), {
    summary: "Keep a mitigation from being applied; what is applied stays until it is reverted",
    examples: [
      ["block M1", "the whole mitigation"],
      ["block M2.1 --reason 'printing is needed' --until 7d", "one action, for a week"],
      ["block M1 --all-servers", "on every server of the log"],
    ],
  })
    .argument("<id>", "a mitigation (M1), an action (M1.1) or an applied id (M1.1.0)")
    .option("--reason <text>", "why, for the audit log")
    .option("--until <time>", "when the block ends by itself: a time, or a duration from now")
    .option(...onServer)
    .option(...onAllServers)
    .action(lazily(context, async () => (await import("../commands/block.js")).block));
}

export function registerUnblock(program: Command, context: CommandContext): void {
  described(program.command("unblock"), {
    summary: "Let a mitigation be applied again, in the next cycle",
    examples: [
      ["unblock M1", "the next cycle applies it"],
      ["unblock M1 && stopgap check", "at once"],
      ["unblock M1 --server Server1 --server Server2", "on these servers of the log"],
    ],
  })
    .argument("<id>", "an id that get lists under MitigationsBlocked")
    .option("--reason <text>", "why, for the audit log")
    .option(...onServer)
    .option(...onAllServers)
    .action(lazily(context, async () => (await import("../commands/block.js")).unblock));
}
