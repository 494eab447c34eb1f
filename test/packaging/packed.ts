import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export const packageFolders = ["core", "store", "plugin-iis", "plugin-service", "plugin-apppool", "stopgap"];

/** A package as npm would publish it. */
export interface Packed {
  readonly name: string;
  readonly folder: string;
  readonly tarball: string;
  readonly size: number;
  /** Paths in the tarball. */
  readonly files: readonly string[];
}

/** An empty project into which all packages were installed from their tarballs. */
export interface PackedProject {
  readonly directory: string;
  readonly packages: readonly Packed[];
  remove(): Promise<void>;
}

const run = promisify(execFile);

/** Packs every package as it stands in `dist`, and installs all of them as a stranger would, without running any install script. */
export async function installPacked(): Promise<PackedProject> {
  const directory = await mkdtemp(join(tmpdir(), "stopgap-packed-"));
  const workspaces = packageFolders.flatMap((folder) => ["-w", join("packages", folder)]);
  const packed = await npm(root, "pack", "--json", "--ignore-scripts", "--pack-destination", directory, ...workspaces);
  const packages = readPacked(JSON.parse(packed), directory);
  await writeFile(join(directory, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const tarballs = packages.map(({ tarball }) => tarball);
  await npm(directory, "install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs);
  return { directory, packages, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** Runs npm there and gives what it wrote. */
async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("npm", args, { cwd, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

interface PackReport {
  readonly name: string;
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

function readPacked(report: Record<string, PackReport> | readonly PackReport[], directory: string): readonly Packed[] {
  return Object.values(report).map(({ name, filename, size, files }) => ({
    name,
    folder: join(root, "packages", name.replace("@stopgap/", "")),
    tarball: join(directory, filename),
    size,
    files: files.map(({ path }) => path),
  }));
}
