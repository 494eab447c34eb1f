import { createHash } from "node:crypto";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { StopgapError } from "../errors/stopgap-error.js";
import { checkPlugin } from "./check-plugin.js";
import type { LoadedPlugin } from "./loaded-plugin.js";
import { packageEntry } from "./package-entry.js";

/**
 * Loads the packages named in a configuration, each looked for from `folders` in order. Only these are ever loaded.
 * Rejects with `PLUGIN_NOT_FOUND`, `PLUGIN_INVALID` or `PLUGIN_API_VERSION`, naming the package.
 */
export async function loadPlugins(
  names: readonly string[],
  folders: readonly string[],
): Promise<readonly LoadedPlugin[]> {
  const loaded: LoadedPlugin[] = [];
  for (const name of names) loaded.push(await loadPlugin(name, folders));
  return loaded;
}

const packageForm = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

async function loadPlugin(name: string, folders: readonly string[]): Promise<LoadedPlugin> {
  if (!packageForm.test(name))
    throw new StopgapError("PLUGIN_NOT_FOUND", `${JSON.stringify(name)} is not the name of a package`);
  const folder = await findPackage(name, folders);
  const description = await readDescription(name, folder);
  const module = await importEntry(name, join(folder, packageEntry(description)));
  const plugin = checkPlugin(module.default, name);
  const version = typeof description.version === "string" ? description.version : "0.0.0";
  return { plugin, package: name, version, sha256: await hashPackage(folder) };
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

async function importEntry(name: string, entry: string): Promise<{ readonly default?: unknown }> {
  try {
    return await import(pathToFileURL(entry).href);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StopgapError("PLUGIN_NOT_FOUND", `the package ${name} does not load: ${why}`, { cause });
  }
}

/** Over every file of the installed package but its own node_modules: path, NUL, bytes, in order of path. */
async function hashPackage(folder: string): Promise<string> {
  const hash = createHash("sha256");
  const files = await filesBelow(folder);
  for (const file of files.toSorted()) {
    hash.update(`${relative(folder, file).replaceAll(sep, "/")}\0`);
    hash.update(await readFile(file));
  }
  return hash.digest("hex");
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : await filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(below)).flat();
}
