import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerDemo(program: Command, context: CommandContext): void {
  described(program.command("demo"), {
    summary: "Show the whole job on a sandbox server: keys, a signed feed over HTTPS, one cycle, the result",
    examples: [
      ["demo", "in ./stopgap-demo, which it may make anew"],
      ["demo --dir /tmp/trial", "elsewhere"],
    ],
  })
    .option("--dir <dir>", "folder for the demonstration", "stopgap-demo")
    .action(lazily(context, async () => (await import("../commands/demo.js")).demo));
}
