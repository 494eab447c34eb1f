import type { CommandContext } from "../commands/command-context.js";

/** A command's action whose code is loaded when it runs: help, completion and the other commands do without it. */
export function lazily<Given extends readonly unknown[]>(
  context: CommandContext,
  load: () => Promise<(context: CommandContext, ...given: Given) => Promise<void> | void>,
): (...given: Given) => Promise<void> {
  return async (...given) => {
    const act = await load();
    await act(context, ...given);
  };
}
