import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerPluginList(plugin: Command, context: CommandContext): void {
  described(plugin.command("list"), {
    summary: "List the mitigation types that are loaded, their packages, and whether the host has what they need",
    examples: [["plugin list", "the packages named under plugins"]],
  }).action(lazily(context, async () => (await import("../commands/plugin-list.js")).pluginList));
}
