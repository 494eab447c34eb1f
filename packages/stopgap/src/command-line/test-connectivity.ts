import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerTestConnectivity(program: Command, context: CommandContext): void {
  described(program.command("test-connectivity"), {
    summary: "Prove the whole path to the feed: name, proxy, TCP, TLS, HTTP, signature, freshness",
    examples: [["test-connectivity", "the two lines of Test-MitigationServiceConnectivity, then each layer"]],
  }).action(lazily(context, async () => (await import("../commands/test-connectivity.js")).connectivity));
}
