import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StopgapError } from "@stopgap/core";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { serviceNotifier } from "./notify-systemd.js";
import { openServiceManager } from "./open-service-manager.js";
import { serviceDefinition } from "./service-definition.js";
import { systemdManager } from "./systemd-manager.js";
import { systemdUnit } from "./systemd-unit.js";
import { quoted, type RunProgram, windowsManager } from "./windows-manager.js";

const made = mkdtempSync(join(tmpdir(), "stopgap-service-"));
afterAll(() => rmSync(made, { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(made, "case-"));
});

/** A program that notes its arguments, prints a text and ends with a status; as a script, so that it is really run. */
function double(name: string, { status = 0, output = "", errors = "" } = {}) {
  const file = join(folder, name);
  const notes = join(folder, `${name}.calls`);
  const text = [
    `#!${process.execPath}`,
    `require("node:fs").appendFileSync(${JSON.stringify(notes)}, JSON.stringify(process.argv.slice(2)) + "\\n");`,
    `process.stdout.write(${JSON.stringify(output)});`,
    `process.stderr.write(${JSON.stringify(errors)});`,
    `process.exitCode = ${status};`,
  ];
  writeFileSync(file, text.join("\n"));
  chmodSync(file, 0o755);
  const calls = (): readonly string[] =>
    existsSync(notes)
      ? readFileSync(notes, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line).join(" "))
      : [];
  return { file, calls };
}

describe("the systemd unit", () => {
  it("quotes what systemd would take for its own", () => {
    const unit = systemdUnit({ command: ["/opt/a b/node", "/x/100%/$HOME", 'say "hi"', "C:\\x"], writes: null });
    expect(unit).toContain(`ExecStart="/opt/a b/node" "/x/100%%/$$HOME" "say \\"hi\\"" "C:\\\\x"\n`);
    expect(() => systemdUnit({ command: ["/bin/a\nUser=root"], writes: null })).toThrow(StopgapError);
  });

  it("confines a service to its folders, and one that changes the host only where that is possible", () => {
    const confined = systemdUnit({ command: ["/bin/a"], writes: ["/var/lib/stopgap", "/var/log/a b"] });
    expect(confined).toContain('ReadWritePaths=/var/lib/stopgap "/var/log/a b"\n');
    expect(confined).toContain("ProtectSystem=strict\n");
    const free = systemdUnit({ command: ["/bin/a"], writes: null });
    expect(free).not.toMatch(/^(ProtectSystem|ReadWritePaths|CapabilityBoundingSet)=/m);
    for (const unit of [confined, free]) expect(unit).toMatch(/^NoNewPrivileges=yes$/m);
  });

  it("sees the system's temporary folder where its own files stand there, and only then", () => {
    const unit = (file: string) => systemdUnit({ command: ["/bin/a", "run", "--config", file], writes: null });
    expect(unit("/etc/stopgap.yaml")).toMatch(/^PrivateTmp=yes$/m);
    for (const file of ["/tmp/demo/stopgap.yaml", "/var/tmp/x"]) expect(unit(file)).not.toMatch(/^PrivateTmp=/m);
  });

  it("is what the configuration says", async () => {
    const configuration = {
      file: "/etc/stopgap/stopgap.yaml",
      store: { file: join(folder, "data", "stopgap.db") },
      log: { directory: join(folder, "logs"), level: "info" as const, system: null },
    };
    const sandbox = { kind: "sandbox", root: join(folder, "server") } as const;
    const { command, writes } = await serviceDefinition({ ...configuration, host: sandbox });
    expect(command.slice(2)).toEqual(["run", "--config", "/etc/stopgap/stopgap.yaml"]);
    expect(command[0]).toBe(process.execPath);
    expect(existsSync(command[1] ?? "")).toBe(true);
    expect(writes).toEqual([join(folder, "data"), join(folder, "logs"), join(folder, "server")]);
    expect(statSync(join(folder, "data")).isDirectory()).toBe(true);
    expect((await serviceDefinition({ ...configuration, host: { kind: "linux" } })).writes).toBeNull();
  });
});

describe("under systemd", () => {
  const service = { command: ["/usr/bin/node", "/x/stopgap.js", "run"], writes: null };

  it("is installed, also over an older one, and uninstalled", async () => {
    const { file, calls } = double("systemctl");
    const manager = systemdManager(join(folder, "units"), file);
    const unit = join(folder, "units", "stopgap.service");
    await manager.install({ ...service, command: ["/old"] });
    await manager.install(service);
    expect(readFileSync(unit, "utf8")).toBe(systemdUnit(service));
    expect(calls().slice(3)).toEqual(["daemon-reload", "enable stopgap.service", "restart stopgap.service"]);
    expect(await manager.uninstall()).toBe(true);
    expect(existsSync(unit)).toBe(false);
    expect(calls().slice(6)).toEqual(["disable --now stopgap.service", "daemon-reload"]);
    expect(await manager.uninstall()).toBe(false);
    expect(calls()).toHaveLength(8);
  });

  it("shows its state", async () => {
    const shown = (state: string) => systemdManager(folder, double("systemctl", { output: state }).file).status();
    const running =
      "LoadState=loaded\nActiveState=active\nSubState=running\nUnitFileState=enabled\nMainPID=42\nResult=success\n";
    expect(await shown(running)).toEqual({
      isRunning: true,
      isAutomatic: true,
      detail: "active (running), process 42",
    });
    const failed =
      "LoadState=loaded\nActiveState=failed\nSubState=failed\nUnitFileState=disabled\nMainPID=0\nResult=watchdog\n";
    expect(await shown(failed)).toEqual({
      isRunning: false,
      isAutomatic: false,
      detail: "failed (failed), last result watchdog",
    });
    expect(await shown("LoadState=not-found\nActiveState=inactive\n")).toBeNull();
  });

  it("says in one line what systemd refused", async () => {
    const refusing = double("systemctl", { status: 4, errors: "Failed to connect to bus:\nAccess denied\n" });
    const refused = systemdManager(join(folder, "units"), refusing.file).install(service);
    await expect(refused).rejects.toMatchObject({
      code: "SERVICE_REFUSED",
      message: "systemctl daemon-reload: Failed to connect to bus: Access denied",
    });
    writeFileSync(join(folder, "file"), "");
    const unwritable = systemdManager(join(folder, "file"), refusing.file).install(service);
    await expect(unwritable).rejects.toThrow(/stopgap\.service cannot be written \(EEXIST\)$/);
    await expect(systemdManager(folder, join(folder, "missing")).status()).rejects.toThrow("it did not run");
  });
});

describe("what the service tells systemd", () => {
  const warnings: string[] = [];
  const logger = {
    info: () => undefined,
    warn: (_: unknown, message: string) => void warnings.push(message),
    error: () => undefined,
  };

  it("is nothing where nobody listens", async () => {
    const { file, calls } = double("systemd-notify");
    const notifier = serviceNotifier(logger, {}, file);
    await notifier.ready("started");
    await notifier.stopping();
    expect(calls()).toEqual([]);
  });

  it("is that it is ready, and that it stops", async () => {
    const { file, calls } = double("systemd-notify");
    const notifier = serviceNotifier(logger, { NOTIFY_SOCKET: "/run/x" }, file);
    await notifier.ready("Ready");
    await notifier.stopping();
    expect(calls()).toEqual(["READY=1 STATUS=Ready", "STOPPING=1 STATUS=Stopping"]);
  });

  it("goes on living where it cannot tell", async () => {
    await serviceNotifier(logger, { NOTIFY_SOCKET: "/run/x" }, join(folder, "missing")).ready("Ready");
    expect(warnings).toEqual(["the service manager was not told: no systemd-notify"]);
  });
});

describe("under the Windows service manager", () => {
  /** A service manager as sc.exe and reg.exe show it, with texts in another language. */
  function fakeWindows() {
    let state: number | null = null;
    const calls: string[] = [];
    const answer = (status: number, output = "") => ({ status, output, errors: "" });
    const execute: RunProgram = async (program, words) => {
      calls.push([program, ...words].join(" "));
      const [verb] = words;
      if (program === "reg.exe") {
        const isAbsent = verb === "query" && state === null;
        return isAbsent ? answer(1) : answer(0, "    Start    REG_DWORD    0x2\r\n");
      }
      if (verb === "create") state = 1;
      else if (state === null) return answer(1060, "Der angegebene Dienst ist kein installierter Dienst.");
      if (verb === "start") state = 4;
      if (verb === "stop") state = 1;
      if (verb === "delete") state = null;
      const shown = `\r\nSERVICE_NAME: Stopgap \r\n        TYP                : 10  WIN32_OWN_PROCESS\r\n        STATUS             : ${state}  RUNNING\r\n`;
      return answer(0, verb === "query" ? shown : "");
    };
    return { manager: windowsManager(execute), calls };
  }

  const service = { command: ["C:\\Program Files\\nodejs\\node.exe", "C:\\x\\stopgap.js", "run"], writes: null };

  it("is installed with its event source, shown and uninstalled", async () => {
    const { manager, calls } = fakeWindows();
    expect(await manager.status()).toBeNull();
    expect(await manager.uninstall()).toBe(false);
    await manager.install(service);
    expect(calls).toContain(
      'sc.exe create Stopgap binPath= "C:\\Program Files\\nodejs\\node.exe" "C:\\x\\stopgap.js" "run" start= auto DisplayName= Stopgap emergency mitigation service',
    );
    expect(calls.filter((call) => call.startsWith("reg.exe add"))).toHaveLength(2);
    expect(await manager.status()).toEqual({ isRunning: true, isAutomatic: true, detail: "running" });
    await manager.install(service);
    expect(calls).toContainEqual(expect.stringMatching(/^sc\.exe config Stopgap binPath= /));
    expect(await manager.uninstall()).toBe(true);
    expect(await manager.status()).toBeNull();
  });

  it("says in one line what it refused", async () => {
    const denied = windowsManager(async () => ({ status: 5, output: "Zugriff verweigert\r\n", errors: "" }));
    await expect(denied.install(service)).rejects.toMatchObject({
      code: "SERVICE_REFUSED",
      message: "reg.exe query: error 5: Zugriff verweigert",
    });
    const missing = windowsManager(async () => ({ status: null, output: "", errors: "" }));
    await expect(missing.status()).rejects.toThrow("reg.exe query: it did not run");
  });

  it.each([
    ["plain", '"plain"'],
    ["C:\\a b\\", '"C:\\a b\\\\"'],
    ['a"b', '"a\\"b"'],
    ['a\\"b', '"a\\\\\\"b"'],
  ])("quotes %s as %s", (word, expected) => {
    expect(quoted(word)).toBe(expected);
  });
});

it("refuses where there is no service manager it knows", () => {
  expect(() => openServiceManager("linux", () => false)).toThrow(StopgapError);
  expect(() => openServiceManager("darwin", () => true)).toThrow("neither systemd nor");
  expect(openServiceManager("linux", (path) => path === "/run/systemd/system").title).toBe("systemd");
  expect(openServiceManager("win32", () => false).title).toBe("the Windows service manager");
});
