import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerFeedSign(feed: Command, context: CommandContext): void {
  described(feed.command("sign"), {
    summary: "Sign a feed in the form that verifies fastest",
    examples: [
      ["feed sign feed.xml signed.xml", "with the keys in ./keys"],
      ["feed sign feed.xml signed.xml --key k.pem --certificates chain.pem", "with these"],
    ],
  })
    .argument("<in>", "the feed, unsigned or signed before")
    .argument("<out>", "where the signed feed goes")
    .option("--keys <dir>", "folder made by feed keygen", "keys")
    .option("--key <file>", "PEM private key, instead of the folder's")
    .option("--certificates <file>", "PEM certificates, the signing one first, instead of the folder's")
    .action(lazily(context, async () => (await import("../commands/feed-sign.js")).feedSign));
}
