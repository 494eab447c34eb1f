import type { Command } from "commander";

export interface Description {
  readonly summary: string;
  /** Command lines, without `stopgap`, with what they do. */
  readonly examples: readonly (readonly [line: string, what: string])[];
}

/** Gives a command its summary and, below its help, examples. */
export function described(command: Command, { summary, examples }: Description): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  $ stopgap ${line.padEnd(width)}   ${what}`);
  return command.description(summary).addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
