import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerFeedVerify(feed: Command, context: CommandContext): void {
  described(feed.command("verify"), {
    summary: "Verify a feed file as this server would, with the configured trust",
    examples: [
      ["feed verify signed.xml", "now"],
      ["feed verify signed.xml --at 2026-11-21", "as of that time"],
      ["feed verify signed.xml --verbose", "each step on the way"],
    ],
  })
    .argument("<file>", "the signed feed")
    .option("--at <time>", "judge as of this time")
    .action(lazily(context, async () => (await import("../commands/feed-verify.js")).feedVerify));
}
