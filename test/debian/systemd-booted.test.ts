import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const program = here("../../packages/stopgap/bin/stopgap.js");

let leader: ChildProcess;
let init: string;

/** Runs a program beside the booted systemd; what it printed and its exit status. */
async function inside(...words: readonly string[]) {
  const entered = ["-t", init, "-m", "-p", "-u", "-i", "-C", ...words];
  return await run("nsenter", entered).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ status: Number(code), stdout: String(stdout), stderr: String(stderr) }),
  );
}

/** Seen by the systemd inside only. */
const demo = "/run/stopgap demo";

const stopgap = (...words: readonly string[]) =>
  inside(process.execPath, program, ...words, "--config", `${demo}/stopgap.yaml`);

const unit = (file: string, lines: readonly string[]) =>
  inside("sh", "-c", `printf '%s\\n' "$@" >"$0"`, file, ...lines);

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await delay(50);
  }
}

beforeAll(async () => {
  const namespaces = ["-m", "-p", "-f", "-u", "-i", "-C", "--mount-proc", "sh", here("boot-systemd.sh")];
  leader = spawn("unshare", namespaces, { stdio: "ignore" });
  init = await until(async () => {
    const children = await readFile(`/proc/${leader.pid}/task/${leader.pid}/children`, "utf8").catch(() => "");
    return children.trim() === "" ? null : children.trim();
  });
  await until(async () => {
    const { stdout } = await inside("systemctl", "show", "test.target", "--property=ActiveState");
    return stdout.trim() === "ActiveState=active" ? true : null;
  });
});

afterAll(async () => {
  // The first process of its namespace: everything in it ends with it.
  process.kill(Number(init), "SIGKILL");
  if (leader.exitCode === null) await once(leader, "exit");
});

describe("the Service type under a systemd that runs", () => {
  beforeAll(async () => {
    const sleeps = ["[Service]", "ExecStart=/bin/sleep infinity"];
    const wanted = ["[Install]", "WantedBy=test.target"];
    await unit("/run/systemd/system/held.service", ["[Unit]", "DefaultDependencies=no", ...sleeps, ...wanted]);
    const needing = ["[Unit]", "DefaultDependencies=no", "Requires=held.service", "After=held.service"];
    await unit("/run/systemd/system/needs.service", [...needing, ...sleeps]);
    await unit("/etc/systemd/system/own.service", ["[Unit]", "DefaultDependencies=no", ...sleeps]);
    await inside("systemctl", "daemon-reload");
    await inside("systemctl", "enable", "held.service");
    await inside("systemctl", "start", "held.service", "needs.service", "own.service");
  });

  it("masks and stops it and what needs it, and gives both back", async () => {
    const { stdout, stderr } = await inside(process.execPath, here("service-under-systemd.mjs"), "held");
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      missing: [],
      before: ["Running Automatic", "Running Manual"],
      applied: ["Stopped Disabled", "Stopped Manual"],
      state: "present",
      start: "SYSTEMCTL_FAILED",
      reverted: ["Running Automatic", "Running Manual"],
    });
  });

  it("says so where a unit of the administrator's own stands where the mask would go, and leaves it running", async () => {
    const { stdout } = await inside(process.execPath, here("service-under-systemd.mjs"), "own");
    expect(JSON.parse(stdout)).toMatchObject({
      refused: "SYSTEMCTL_FAILED",
      message: expect.stringContaining("already exists"),
    });
    expect((await inside("systemctl", "is-active", "own.service")).stdout.trim()).toBe("active");
  });

  it("names a service that is not there", async () => {
    const { stdout } = await inside(process.execPath, here("service-under-systemd.mjs"), "nothing");
    expect(JSON.parse(stdout)).toMatchObject({ refused: "SERVICE_NOT_FOUND" });
  });
});

describe("stopgap as the service of a systemd that runs", () => {
  it("is installed, counts as started once it said so, and is taken away with its stop recorded", async () => {
    expect((await inside(process.execPath, program, "demo", "--dir", demo)).status).toBe(0);
    expect(await stopgap("service", "install")).toMatchObject({ status: 0, stderr: "" });
    expect((await stopgap("service", "status")).stdout).toMatch(/^active \(running\), process \d+; it starts with/);
    const shown = await inside("systemctl", "show", "stopgap", "--property=StatusText,WatchdogUSec,NRestarts");
    expect(shown.stdout).toContain("StatusText=Started; the first cycle runs in 10 minutes");
    expect(shown.stdout).toContain("WatchdogUSec=2min");
    expect(shown.stdout).toContain("NRestarts=0");
    // Confined: below its own folders it writes, as the log shows; beside them it could not.
    expect((await stopgap("check")).status).toBe(0);
    expect(await stopgap("run")).toMatchObject({
      status: 5,
      stderr: expect.stringMatching(/LOG_IN_USE.*which runs stopgap run/),
    });
    expect(await stopgap("service", "uninstall")).toMatchObject({ status: 0, stderr: "" });
    expect(await stopgap("service", "status")).toMatchObject({ status: 1 });
    const stops = JSON.parse((await stopgap("log", "--type", "ServiceStopped", "--json")).stdout);
    expect(stops.at(-1)).toMatchObject({ data: { reason: "SIGTERM" } });
  });
});
