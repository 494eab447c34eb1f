import { StopgapError } from "@stopgap/core";
import { Argument, type Command } from "commander";
import { type CommandTree, completionScript, shells } from "../output/completion-script.js";
import type { CommandContext } from "./command-context.js";
import { described } from "./described.js";

export function registerCompletion(program: Command, { terminal }: CommandContext): void {
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
    .action((shell: string) => {
      const known = shells.find((one) => one === shell);
      if (known === undefined) throw new StopgapError("USAGE", `there is no completion for ${shell}`);
      terminal.write(completionScript(known, treeOf(program)));
    });
}

/** The command line as completion needs it. */
function treeOf(command: Command): CommandTree {
  return {
    name: command.name(),
    summary: command.description().split("\n")[0] ?? "",
    options: command.options.flatMap(({ long, description }) => (long ? [{ name: long, summary: description }] : [])),
    commands: command.commands.map(treeOf),
  };
}
