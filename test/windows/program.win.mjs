import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { runProgram } from "../../packages/stopgap/dist/command-line/run-program.js";
import { openTerminal } from "../../packages/stopgap/dist/output/terminal.js";

const folder = "C:\\stopgap\\a b\\demo";
const file = `${folder}\\stopgap.yaml`;
const script = fileURLToPath(new URL("../../packages/stopgap/bin/stopgap.js", import.meta.url));

/** One command line in this process: what it printed, and its exit status. */
async function stopgap(...words) {
  let output = "";
  let errors = "";
  const terminal = openTerminal(
    { write: (text) => (output += text) },
    { write: (text) => (errors += text) },
    { NO_COLOR: "1" },
  );
  const status = await runProgram(words, terminal);
  return { status, output, errors };
}

const on = (...words) => stopgap(...words, "--config", file);
const json = async (...words) => JSON.parse((await on(...words, "--json")).output);

before(async () => {
  mkdirSync("C:\\stopgap\\a b", { recursive: true });
  const { status, errors } = await stopgap("demo", "--dir", folder);
  assert.equal(status, 0, errors);
});

describe("the program on Windows, with a sandbox", () => {
  it("keeps what is applied, and lists it", async () => {
    const { status } = await on("check");
    assert.equal(status, 0);
    const [server] = await json("get");
    assert.ok(server.MitigationsApplied.length > 1);
    const rows = await json("mitigations");
    assert.ok(rows.some(({ Status }) => Status === "Applied"));
  });

  it("tells its health, and that the log is whole", async () => {
    const rows = await json("health");
    assert.ok(rows.length > 5);
    assert.equal((await json("audit", "verify")).ok, true);
  });

  it("reverts, and applies anew", async () => {
    const [{ MitigationsApplied: before }] = await json("get");
    const reverted = await on("revert", before[0]);
    assert.equal(reverted.status, 0, reverted.errors);
    assert.equal((await json("get"))[0].MitigationsApplied.includes(before[0]), false);
    assert.equal((await on("check")).status, 0);
    assert.deepEqual([...(await json("get"))[0].MitigationsApplied].sort(), [...before].sort());
  });

  it("says what it cannot reach, with its exit status", async () => {
    const { status, errors } = await stopgap("get", "--config", `${folder}\\nothing.yaml`);
    assert.equal(status, 2);
    assert.match(errors, /^stopgap: CONFIGURATION_NOT_FOUND: /);
  });

  it("keeps its exit status where stderr is NUL, as a scheduled task's may be", () => {
    // `service status` of a service that is not there: koffi's neighbours are loaded, and the status is 1.
    const { status } = spawnSync(process.execPath, [script, "service", "status"], { stdio: "ignore" });
    assert.equal(status, 1);
  });
});

/** Looks at the service again until it is so. */
async function until(wanted) {
  for (;;) {
    const seen = await json("service", "status");
    if (wanted(seen)) return seen;
    await delay(300);
  }
}

const lastOf = async (type) => (await json("log", "--type", type)).at(-1);

describe("the program as a Windows service, by Node itself and without a console", () => {
  after(() => stopgap("service", "uninstall"));

  it("is installed, and runs once the log is open", async () => {
    const installed = await on("service", "install");
    assert.equal(installed.status, 0, installed.errors);
    const status = await until(({ running }) => running);
    assert.deepEqual(status, { ...status, installed: true, automatic: true, detail: "running" });
    assert.equal((await on("service", "status")).status, 0);
    assert.ok(existsSync(`${folder}\\stopgap.db.instance-lock.holder`));
    assert.match((await lastOf("ServiceStarted")).data.program, /^stopgap /);
  });

  it("is the only one on its log: a second is refused and named the first", async () => {
    const { status, errors } = await on("run");
    assert.equal(status, 5);
    assert.match(errors, /^stopgap: LOG_IN_USE: .* is in use by process \d+ on .*, which runs stopgap run/);
  });

  it("takes a cycle beside it", async () => {
    assert.equal((await on("check")).status, 0);
  });

  it("stops when it is told to, records it, and is taken away", async () => {
    const stopped = await stopgap("service", "uninstall");
    assert.equal(stopped.status, 0, stopped.errors);
    assert.equal((await lastOf("ServiceStopped")).data.reason, "service stop");
    assert.equal((await json("audit", "verify")).ok, true);
    const { status, output } = await on("service", "status");
    assert.equal(status, 1);
    assert.match(output, /not installed/);
    assert.match(readFileSync(file, "utf8"), /sandbox/);
  });
});
