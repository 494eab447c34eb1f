import { mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { StopgapError } from "@stopgap/core";
import type { Command } from "commander";
import { json } from "../output/json.js";
import { checkPackageName, folderOfPackage, typeOfPackage } from "../plugin-template/package-name.js";
import { pluginTemplate } from "../plugin-template/template.js";
import { programVersion } from "../version.js";
import { type CommandContext, globalOptions } from "./command-context.js";
import { writeNamedFile } from "./named-files.js";

export async function pluginNew(
  { terminal }: CommandContext,
  name: string,
  { dir }: { readonly dir?: string },
  command: Command,
): Promise<void> {
  const directory = resolve(dir ?? folderOfPackage(checkPackageName(name)));
  const files = pluginTemplate(checkPackageName(name), programVersion());
  await makeFolder(directory);
  for (const [path, text] of files) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeNamedFile(join(directory, path), text, { fresh: true });
  }
  const type = typeOfPackage(name);
  if (globalOptions(command).json === true) {
    return terminal.write(json({ name, type, directory, files: [...files.keys()] }));
  }
  terminal.write(`Made ${name}, mitigation type ${type}, in ${directory}
Next: cd ${dir ?? folderOfPackage(name)} && npm install && npm test\n`);
}

async function makeFolder(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => null);
  if (found !== null) {
    throw new StopgapError("FILE_UNWRITABLE", `${directory} is there already`, {
      remedy: "name another folder with --dir, or take that one away",
    });
  }
  try {
    await mkdir(directory, { recursive: true });
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new StopgapError("FILE_UNWRITABLE", `${directory} cannot be made (${why})`, { cause });
  }
}
