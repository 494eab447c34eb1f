import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serviceNotifier } from "../../packages/stopgap/src/service/notify-systemd.js";
import { systemdUnit } from "../../packages/stopgap/src/service/systemd-unit.js";

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stopgap-systemd-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("the unit", () => {
  it.each([
    ["that may change the host", null],
    ["that is confined", ["/var/lib/stopgap", "/var/log/my logs/100%"]],
  ])("%s has nothing systemd-analyze finds fault with", async (_, writes) => {
    const unit = join(folder, "stopgap.service");
    await writeFile(unit, systemdUnit({ command: [process.execPath, "/opt/my program/stopgap.js", "run"], writes }));
    // It exits with 0 on unknown keys: what it prints is what counts.
    const { stdout, stderr } = await run("systemd-analyze", ["verify", "--man=no", unit]);
    expect(stdout + stderr).toBe("");
  });

  it("is found fault with where a key is misspelt", async () => {
    const unit = join(folder, "stopgap.service");
    const text = systemdUnit({ command: [process.execPath], writes: null });
    await writeFile(unit, text.replace("NoNewPrivileges", "NoNewPrivilege"));
    const { stderr } = await run("systemd-analyze", ["verify", "--man=no", unit]);
    expect(stderr).toContain("NoNewPrivilege");
  });
});

/** A service manager's socket: prints each datagram it gets as a line of JSON. */
const listener = `
import json, os, socket, sys
listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listening.bind(sys.argv[1])
print("listening", flush=True)
while True:
    text, rights, _, _ = socket.recv_fds(listening, 4096, 4)
    for right in rights:
        os.close(right)
    print(json.dumps(text.decode()), flush=True)
`;

describe("what the real systemd-notify delivers", () => {
  it("is that the service is ready, lives, and stops", async () => {
    const socket = join(folder, "notify");
    const script = join(folder, "listener.py");
    await writeFile(script, listener);
    const child = spawn("/usr/bin/python3", [script, socket], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const lines: string[] = [];
      let text = "";
      const seen = (wanted: string) =>
        new Promise<void>((resolve) => {
          const look = () => lines.some((line) => line.includes(wanted)) && resolve();
          child.stdout.on("data", look);
          look();
        });
      child.stdout.setEncoding("utf8");
      child.stdout.on("data", (chunk: string) => {
        text += chunk;
        lines.splice(0, lines.length, ...text.split("\n"));
      });
      await seen("listening");
      process.env.NOTIFY_SOCKET = socket;
      const logger = {
        info: () => undefined,
        warn: (_: unknown, message: string) => void lines.push(message),
        error: () => undefined,
      };
      const environment = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: "200000", WATCHDOG_PID: String(process.pid) };
      const notifier = serviceNotifier(logger, environment);
      await notifier.ready("The first cycle runs in 10 minutes");
      await seen("STATUS=The first cycle runs in 10 minutes");
      await seen('"WATCHDOG=1');
      await notifier.stopping();
      await seen("STOPPING=1");
      expect(text).toContain("READY=1");
    } finally {
      delete process.env.NOTIFY_SOCKET;
      child.kill();
      await once(child, "close");
    }
  });
});
