import { type LoadedPlugin, loadPlugins } from "@stopgap/core";
import type { Command } from "commander";
import { pluginFolders } from "../composition/compose-runtime.js";
import { json } from "../output/json.js";
import { type Column, table } from "../output/table.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { described } from "./described.js";

interface Row {
  readonly type: string;
  readonly package: string;
  readonly version: string;
  readonly sha256: string | null;
}

const columns: readonly Column<Row>[] = [
  { title: "Type", value: (row) => row.type },
  { title: "Package", value: (row) => row.package },
  { title: "Version", value: (row) => row.version },
  { title: "SHA-256", value: (row) => row.sha256?.slice(0, 16) ?? "" },
];

export function registerPluginList(plugin: Command, { terminal }: CommandContext): void {
  described(plugin.command("list"), {
    summary: "List the mitigation types that are loaded, and the packages they come from",
    examples: [["plugin list", "the packages named under plugins"]],
  }).action(async (_, command: Command) => {
    const configuration = await configurationOf(command);
    const loaded = await loadPlugins(configuration.plugins, pluginFolders(configuration));
    const rows = loaded.map(rowOf);
    terminal.write(globalOptions(command).json === true ? json(rows) : table(columns, rows, terminal));
  });
}

function rowOf({ plugin, package: name, version, sha256 }: LoadedPlugin): Row {
  return { type: plugin.type, package: name, version, sha256 };
}
