import type { Command } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { described } from "./described.js";
import { lazily } from "./lazily.js";

export function registerPluginTest(plugin: Command, context: CommandContext): void {
  described(plugin.command("test"), {
    summary: "Try a plugin package against the laws of mitigation types, in memory; nothing of this machine is touched",
    examples: [
      ["plugin test stopgap-plugin-firewall", "with the values the package exports as laws"],
      ["plugin test ./firewall --accepts good.xml --refuses bad.xml", "a folder, with values from files"],
    ],
  })
    .argument("<package>", "an installed package, or the folder of one")
    .option("--accepts <files...>", "files with Values it must accept")
    .option("--refuses <files...>", "files with Values it must refuse")
    .action(lazily(context, async () => (await import("../commands/plugin-test.js")).pluginTest));
}
