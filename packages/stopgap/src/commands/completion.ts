import type { Command } from "commander";
import { type CommandTree, completionScript, type Shell } from "../output/completion-script.js";
import type { CommandContext } from "./command-context.js";

export async function completion(
  { terminal }: CommandContext,
  shell: Shell,
  _: unknown,
  command: Command,
): Promise<void> {
  terminal.write(completionScript(shell, treeOf(command.parent ?? command)));
}

/** The command line as completion needs it. */
function treeOf(command: Command): CommandTree {
  return {
    name: command.name(),
    summary: command.description().split("\n")[0] ?? "",
    options: command.options.flatMap(({ long, description, hidden }) =>
      long && !hidden ? [{ name: long, summary: description }] : [],
    ),
    choices: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    commands: command.commands.map(treeOf),
  };
}
