import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerConfig(program: Command, context: CommandContext): void {
  const config = described(program.command("config"), {
    summary: "Check a configuration, or write one to begin with",
    examples: [
      ["config init", "write ./stopgap.yaml with every key explained"],
      ["config check", "every problem at once, with its line"],
    ],
  });
  described(config.command("check"), {
    summary: "List every problem of the configuration, its certificates and its plugins",
    examples: [["config check --config /etc/stopgap/stopgap.yaml", "exit status 2 where there is one"]],
  }).action(lazily(context, async () => (await import("../commands/config.js")).configCheck));
  described(config.command("init"), {
    summary: "Write a configuration in which every key is explained; a file that is there stays",
    examples: [["config init /etc/stopgap/stopgap.yaml", "then fill in server, feed and trust"]],
  })
    .argument("[file]", "where to write it", "stopgap.yaml")
    .action(lazily(context, async () => (await import("../commands/config.js")).configInit));
}
