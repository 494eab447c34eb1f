// Installs the packed packages into an empty project with other versions of Node, and has them do their work there.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { installAll, packAll, root } from "./packages.mjs";

const versions = process.argv.length > 2 ? process.argv.slice(2) : ["20", "22", "24"];

for (const version of versions) tryOn(version);

function tryOn(version) {
  const home = nodeHome(version);
  const directory = mkdtempSync(join(tmpdir(), `stopgap-node-${version}-`));
  try {
    // better-sqlite3 compiles against the headers that come with this Node.
    const env = {
      ...process.env,
      PATH: [join(home, "bin"), process.env.PATH].join(delimiter),
      npm_config_nodedir: home,
    };
    const run = (cwd, program, ...args) => execFileSync(program, args, { cwd, env, encoding: "utf8", stdio: "pipe" });
    const packages = packAll(directory);
    installAll(directory, packages, { scripts: true, env });
    console.log(`${run(directory, "node", "--version").trim()}: installed`);

    for (const entry of packages.flatMap(entryPoints)) {
      run(directory, "node", "--input-type=module", "-e", `await import(${JSON.stringify(entry)})`);
    }
    const stopgap = join(directory, "node_modules/.bin/stopgap");
    run(directory, stopgap, "demo", "--dir", "demo");
    for (const words of [["check"], ["revert", "M1", "--block"], ["audit", "verify"], ["plugin", "list"]]) {
      run(join(directory, "demo"), stopgap, ...words);
    }
    run(directory, stopgap, "plugin", "new", "stopgap-plugin-made");
    const made = join(directory, "stopgap-plugin-made");
    const core = packages.find(({ name }) => name === "@stopgap/core").tarball;
    run(made, "npm", "install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--no-save", core);
    run(made, "npm", "test");
    console.log("  every entry point, demo, check, revert, audit verify, plugin list, plugin new and its tests");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Node of that major version with its headers, as npm's registry has it. */
function nodeHome(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(root, ".cache", `node-${version}`);
  const home = join(folder, "node_modules", name);
  if (existsSync(home)) return home;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  execFileSync("npm", ["install", "--no-audit", "--no-fund", `${name}@${version}`], { cwd: folder, stdio: "pipe" });
  return home;
}

function entryPoints({ name, folder }) {
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.keys(exports).map((path) => `${name}${path.slice(1)}`);
}
