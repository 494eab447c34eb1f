import { isAbsolute, resolve } from "node:path";
import {
  holdRejectionWatch,
  type ImportedPlugin,
  importPlugin,
  importPluginFolder,
  oneLine,
  StopgapError,
} from "@stopgap/core";
import { type Law, type PluginExamples, type PluginLawOptions, pluginLaws } from "@stopgap/core/testing";
import type { Command } from "commander";
import { pluginFolders } from "../composition/compose-runtime.js";
import { json } from "../output/json.js";
import { type CommandContext, configurationOf, globalOptions } from "./command-context.js";
import { exitStatus } from "./exit-status.js";
import { readNamedFile } from "./named-files.js";

interface Options {
  readonly accepts?: readonly string[];
  readonly refuses?: readonly string[];
}

interface Outcome {
  readonly law: string;
  readonly ok: boolean;
  /** What was seen where it does not hold; empty where it does. */
  readonly seen: string;
}

export async function pluginTest(
  context: CommandContext,
  named: string,
  options: Options,
  command: Command,
): Promise<void> {
  const { terminal } = context;
  const { loaded, exports } = await find(named, command);
  const laws = await lawsOf(exports.laws, options, named);
  const outcomes: Outcome[] = [];
  // Until the process ends: what a broken plugin left behind may come late.
  holdRejectionWatch();
  for (const law of pluginLaws(loaded.plugin, laws, laws)) outcomes.push(await tried(law));
  await loaded.release?.();
  const ok = outcomes.every((outcome) => outcome.ok);
  if (!ok) context.end(exitStatus.found);
  const { package: name, version, plugin: tested } = loaded;
  if (globalOptions(command).json === true) {
    return terminal.write(json({ ok, type: tested.type, package: name, version, laws: outcomes }));
  }
  const lines = outcomes.map(({ law, ok: holds, seen }) =>
    holds
      ? `${terminal.colours("ok", "good")}      ${law}`
      : `${terminal.colours("BROKEN", "bad")}  ${law}\n        ${seen}`,
  );
  const broken = outcomes.filter((outcome) => !outcome.ok).length;
  const sum = ok ? `keeps all ${outcomes.length} laws` : `breaks ${broken} of ${outcomes.length} laws`;
  terminal.write(`${lines.join("\n")}\n\n${tested.type} (${name} ${version}) ${sum}.\n`);
}

async function find(named: string, command: Command): Promise<ImportedPlugin> {
  const isFolder = isAbsolute(named) || /^\.{1,2}([\\/]|$)/.test(named);
  if (isFolder) return await importPluginFolder(resolve(named));
  const configured = globalOptions(command).config === undefined ? [] : pluginFolders(await configurationOf(command));
  return await importPlugin(named, [process.cwd(), ...configured]);
}

/** The package's own examples, those of the files in their place where files are named. */
async function lawsOf(own: unknown, options: Options, named: string): Promise<PluginExamples & PluginLawOptions> {
  const given: Partial<PluginExamples & PluginLawOptions> = typeof own === "object" && own !== null ? own : {};
  const accepts = (await valuesIn(options.accepts)) ?? given.accepts;
  const refuses = (await valuesIn(options.refuses)) ?? given.refuses ?? [];
  if (!isTexts(accepts) || !isTexts(refuses)) {
    throw new StopgapError("USAGE", `${named} exports no laws that name Values it accepts`, {
      remedy: "name files with --accepts and --refuses, or export laws = { accepts: [...], refuses: [...] }",
    });
  }
  return { ...given, accepts, refuses };
}

/** Each `Value` element of a file is one; a file without any is one as a whole. */
async function valuesIn(files: readonly string[] | undefined): Promise<readonly string[] | undefined> {
  if (files === undefined) return undefined;
  const texts = await Promise.all(files.map(async (file) => (await readNamedFile(file)).toString("utf8")));
  return texts.flatMap((text) => text.match(/<Value\b[^>]*?(?:\/>|>[\s\S]*?<\/Value\s*>)/g) ?? [text]);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

async function tried({ name, run }: Law): Promise<Outcome> {
  try {
    await run();
    return { law: name, ok: true, seen: "" };
  } catch (error) {
    return { law: name, ok: false, seen: oneLine(error instanceof Error ? error.message : String(error)) };
  }
}
