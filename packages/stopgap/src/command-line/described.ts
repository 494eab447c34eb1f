import type { Command } from "commander";

export interface Description {
  readonly summary: string;
  /** Command lines, without `stopgap`, with what they do. */
  readonly examples: readonly (readonly [line: string, what: string])[];
}

const descriptions = new WeakMap<Command, Description>();

/** Gives a command its summary and, below its help, examples. */
export function described(command: Command, description: Description): Command {
  const { summary, examples } = description;
  descriptions.set(command, description);
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  $ stopgap ${line.padEnd(width)}   ${what}`);
  return command.description(summary).addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

/** The examples of a command that was described; none of another. */
export function examplesOf(command: Command): Description["examples"] {
  return descriptions.get(command)?.examples ?? [];
}
