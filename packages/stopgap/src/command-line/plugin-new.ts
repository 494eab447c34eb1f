import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerPluginNew(plugin: Command, context: CommandContext): void {
  described(plugin.command("new"), {
    summary: "Make a plugin package that builds and passes its own tests",
    examples: [
      ["plugin new stopgap-plugin-firewall", "into ./stopgap-plugin-firewall"],
      ["plugin new @contoso/firewall --dir plugins/firewall", "a package with a scope, elsewhere"],
    ],
  })
    .argument("<name>", "name of the package")
    .option("--dir <dir>", "folder to make (default: the name without its scope)")
    .action(lazily(context, async () => (await import("../commands/plugin-new.js")).pluginNew));
}
