import { type LoadedPlugin, loadPlugins, missingPrerequisites, type OpenHost, oneLine } from "@stopgap/core";
import type { Command } from "commander";
import { pluginFolders } from "../composition/compose-runtime.js";
import { hostOpener } from "../composition/open-host.js";
import { json } from "../output/json.js";
import { type Column, table } from "../output/table.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";

interface Row {
  readonly type: string;
  readonly package: string;
  readonly version: string;
  readonly apiVersion: number;
  readonly sha256: string | null;
  /** True where the configured host has all the type needs. */
  readonly healthy: boolean;
  /** What it lacks, or why the plugin could not say. */
  readonly missing: readonly string[];
}

const columns: readonly Column<Row>[] = [
  { title: "Type", value: (row) => row.type },
  { title: "Package", value: (row) => row.package },
  { title: "Version", value: (row) => row.version },
  { title: "API", value: (row) => String(row.apiVersion) },
  { title: "SHA-256", value: (row) => row.sha256?.slice(0, 16) ?? "" },
  {
    title: "Health",
    value: (row) => (row.healthy ? "ok" : row.missing.join("; ")),
    tone: (row) => (row.healthy ? "good" : "bad"),
  },
];

export async function pluginList({ terminal }: CommandContext, _: unknown, command: Command): Promise<void> {
  const configuration = await configurationOf(command);
  const loaded = await loadPlugins(configuration.plugins, pluginFolders(configuration));
  const openHost = hostOpener(configuration.host);
  const rows = await Promise.all(loaded.map((one) => rowOf(one, openHost)));
  for (const { release } of loaded) await release?.();
  terminal.write(globalOptions(command).json === true ? json(rows) : table(columns, rows, terminal));
}

async function rowOf(loaded: LoadedPlugin, openHost: OpenHost): Promise<Row> {
  const { plugin, package: name, version, sha256 } = loaded;
  const missing = await missingPrerequisites(loaded, openHost).catch((error: unknown) => [
    oneLine(error instanceof Error ? error.message : String(error)),
  ]);
  const { type, apiVersion } = plugin;
  return { type, package: name, version, apiVersion, sha256, healthy: missing.length === 0, missing };
}
