import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { StopgapError } from "../errors/stopgap-error.js";
import { checkPlugin } from "./check-plugin.js";
import type { LoadedPlugin } from "./loaded-plugin.js";
import { packageEntry } from "./package-entry.js";
import { hashFiles, packageFiles } from "./package-files.js";
import { refuseTakenTypes } from "./refuse-taken-types.js";
import { writableByOthers } from "./writable-by-others.js";

/**
 * Loads the packages named in a configuration, each looked for from `folders` in order. Only these are ever loaded.
 * Rejects with `PLUGIN_NOT_FOUND`, `PLUGIN_INVALID`, `PLUGIN_API_VERSION`, `PLUGIN_TYPE_TAKEN` or `PLUGIN_WRITABLE`,
 * naming the package.
 */
export async function loadPlugins(
  names: readonly string[],
  folders: readonly string[],
): Promise<readonly LoadedPlugin[]> {
  const loaded: LoadedPlugin[] = [];
  for (const name of names) loaded.push((await importPlugin(name, folders)).loaded);
  refuseTakenTypes(loaded);
  return loaded;
}

/** A loaded plugin with everything else its package exports. */
export interface ImportedPlugin {
  readonly loaded: LoadedPlugin;
  readonly exports: Readonly<Record<string, unknown>>;
}

const packageForm = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/** Loads one package by its name, as `loadPlugins` does. */
export async function importPlugin(name: string, folders: readonly string[]): Promise<ImportedPlugin> {
  if (!packageForm.test(name))
    throw new StopgapError("PLUGIN_NOT_FOUND", `${JSON.stringify(name)} is not the name of a package`);
  return await importPluginFolder(await findPackage(name, folders), name);
}

/** Loads the package in that folder, under the name it was asked for by, or that of its package.json. */
export async function importPluginFolder(folder: string, asked?: string): Promise<ImportedPlugin> {
  const description = await readDescription(asked ?? folder, folder);
  const name = asked ?? (typeof description.name === "string" ? description.name : folder);
  const { folders, files } = await packageFiles(folder);
  // Before any of its code runs.
  const writable = await writableByOthers([...folders, ...files]);
  if (writable !== null) throw new StopgapError("PLUGIN_WRITABLE", `the package ${name}: ${writable}`);
  const sha256 = await hashFiles(folder, files);
  const exports = await importEntry(name, join(folder, packageEntry(description)));
  const version = typeof description.version === "string" ? description.version : "0.0.0";
  const { plugin, release } = await pluginOf(exports, name);
  return { loaded: { plugin: checkPlugin(plugin, name), package: name, version, sha256, release }, exports };
}

async function pluginOf(
  { default: plugin, module }: Readonly<Record<string, unknown>>,
  name: string,
): Promise<{ readonly plugin: unknown; readonly release: () => Promise<void> }> {
  if (plugin !== undefined || module === undefined) return { plugin, release: async () => undefined };
  const { pluginOfModule } = await import("./bind-plugins.js");
  return await pluginOfModule(module, name);
}

async function findPackage(name: string, folders: readonly string[]): Promise<string> {
  for (const start of folders) {
    for (let folder = start; ; folder = dirname(folder)) {
      const candidate = join(folder, "node_modules", name);
      if (await isFile(join(candidate, "package.json"))) return await realpath(candidate);
      if (dirname(folder) === folder) break;
    }
  }
  throw new StopgapError(
    "PLUGIN_NOT_FOUND",
    `the package ${name} is not installed where the configuration or the program could use it`,
  );
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function readDescription(name: string, folder: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  } catch (cause) {
    throw new StopgapError("PLUGIN_NOT_FOUND", `the package.json of ${name} cannot be read`, { cause });
  }
}

/** As long as a hook has: a module may wait at its top level for what never comes. */
const loadDeadline = 10_000;

async function importEntry(name: string, entry: string): Promise<Readonly<Record<string, unknown>>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${loadDeadline} ms`)), loadDeadline);
  });
  try {
    return await Promise.race([import(pathToFileURL(entry).href), late]);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StopgapError("PLUGIN_NOT_FOUND", `the package ${name} does not load: ${why}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
