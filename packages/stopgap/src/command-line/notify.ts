import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerNotify(program: Command, context: CommandContext): void {
  const notify = described(program.command("notify"), {
    summary: "Those who are told of what happens: webhooks, mail, commands",
    examples: [["notify test", "tell everybody that this is a test"]],
  });
  described(notify.command("test"), {
    summary: "Send a test to every target by the way notifications go; exit status 1 where one does not take it",
    examples: [["notify test", "after each change of notify in the configuration"]],
  }).action(lazily(context, async () => (await import("../commands/notify-test.js")).notifyTest));
}
