import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** What is published, what others depend on first. */
export const packageFolders = ["core", "store", "plugin-iis", "plugin-service", "plugin-apppool", "stopgap"];

/** Packs every package as it stands in `dist` into that folder, and gives what npm reports of each. */
export function packAll(destination) {
  const workspaces = packageFolders.flatMap((folder) => ["-w", join("packages", folder)]);
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", destination, ...workspaces];
  const report = JSON.parse(execFileSync("npm", args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }));
  return Object.values(report).map(({ name, version, filename, size, files }) => ({
    name,
    version,
    folder: join(root, "packages", name.replace("@stopgap/", "")),
    tarball: join(destination, filename),
    size,
    files: files.map(({ path }) => path),
  }));
}

/** Makes the folder a project of its own that has nothing but these packages, as a stranger would install them. */
export function installAll(directory, packages, { scripts = false, env = process.env } = {}) {
  const [{ version }] = packages;
  const manifest = { name: "stopgap-installed", version, private: true, type: "module" };
  const allowScripts = scripts ? { "better-sqlite3": true, koffi: false } : undefined;
  writeFileSync(join(directory, "package.json"), JSON.stringify({ ...manifest, allowScripts }));
  const quick = ["--prefer-offline", "--no-audit", "--no-fund", ...(scripts ? [] : ["--ignore-scripts"])];
  const args = ["install", ...quick, ...packages.map(({ tarball }) => tarball)];
  execFileSync("npm", args, { cwd: directory, env, stdio: "pipe", maxBuffer: 64 * 1024 * 1024 });
}
