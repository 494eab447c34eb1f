import { Argument, type Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { shells } from "../output/completion-script.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerCompletion(program: Command, context: CommandContext): void {
  described(program.command("completion"), {
    summary: "Print the completion script of a shell",
    examples: [
      ["completion bash > /etc/bash_completion.d/stopgap", "for bash"],
      ["completion zsh > ~/.zfunc/_stopgap", "for zsh, with ~/.zfunc in fpath"],
      ["completion fish > ~/.config/fish/completions/stopgap.fish", "for fish"],
      ["completion powershell >> $PROFILE", "for PowerShell"],
    ],
  })
    .addArgument(new Argument("<shell>", "which shell").choices(shells))
    .action(lazily(context, async () => (await import("../commands/completion.js")).completion));
}
