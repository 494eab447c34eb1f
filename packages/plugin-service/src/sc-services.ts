import { type Host, PluginError } from "@stopgap/core/plugin";
import { dependentsFirst, type ServiceControl, type ServiceStatus, type StartType } from "./service-control.js";
import { startTypeOf } from "./start-type-number.js";
import { waitFor } from "./wait-for.js";
import { win32 } from "./win32-errors.js";

const stoppedState = 1;
const runningState = 4;
const pausedState = 7;

const startWords: Readonly<Record<StartType, string>> = {
  Automatic: "auto",
  AutomaticDelayed: "delayed-auto",
  Manual: "demand",
  Disabled: "disabled",
};

/**
 * The services of a Windows machine through sc.exe, and reg.exe for how they start: both print text in the system's
 * language, of which only numbers and names are read.
 */
export function scServices(host: Host): ServiceControl {
  const system = `${process.env.SystemRoot ?? "C:\\Windows"}\\System32\\`;
  const sc = async (args: readonly string[], accepted: readonly number[] = []) => {
    const result = await host.run(`${system}sc.exe`, args);
    if (result.code !== 0 && !accepted.includes(result.code)) throw win32Failure(args, result.code);
    return result;
  };
  const state = async (name: string): Promise<number | null> => {
    const { code, stdout } = await sc(["queryex", name], [win32.noSuchService]);
    return code === win32.noSuchService ? null : stateIn(stdout);
  };
  const existing = async (name: string): Promise<number> => {
    const now = await state(name);
    if (now === null) throw new PluginError("SERVICE_NOT_FOUND", `there is no service ${name}`);
    return now;
  };
  const registered = async (name: string, value: string): Promise<number | null> => {
    const key = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${name}`;
    const { code, stdout } = await host.run(`${system}reg.exe`, ["query", key, "/v", value]);
    const found = /REG_DWORD\s+0x([0-9a-f]+)/i.exec(stdout);
    return code === 0 && found?.[1] !== undefined ? Number.parseInt(found[1], 16) : null;
  };
  const query = async (name: string): Promise<ServiceStatus | null> => {
    const current = await state(name);
    if (current === null) return null;
    const start = await registered(name, "Start");
    const delayed = start === 2 && (await registered(name, "DelayedAutoStart")) === 1;
    return {
      name,
      state: current === stoppedState ? "Stopped" : "Running",
      startType: startTypeOf(name, start, delayed),
    };
  };
  return {
    query,
    async dependents(name) {
      const names = await dependentsFirst(name, async (at) => namesIn((await sc(["enumdepend", at, "65536"])).stdout));
      const statuses = [];
      for (const at of names) statuses.push(await query(at));
      return statuses.filter((status) => status !== null);
    },
    async setStartType(name, startType) {
      await sc(["config", name, "start=", startWords[startType]]);
    },
    async stop(name) {
      // A service that is just starting accepts no stop: it is told again until it does.
      const hasStopped = async (): Promise<boolean> => {
        const now = await existing(name);
        if (now === runningState || now === pausedState) {
          await sc(["stop", name], [win32.notStarted, win32.cannotAcceptControl]);
        }
        return (await existing(name)) === stoppedState;
      };
      await waitFor(`${name} has not stopped`, hasStopped, host.signal);
    },
    async start(name) {
      await sc(["start", name], [win32.runsAlready]);
      await waitFor(`${name} does not run`, async () => (await existing(name)) === runningState, host.signal);
    },
  };
}

/** The second number of the indented lines: type, then state. */
function stateIn(stdout: string): number {
  const numbers = [...stdout.matchAll(/^[ \t]+[^:\r\n]*:[ \t]+([0-9a-f]+)\b/gim)].map((match) => match[1]);
  const found = Number(numbers[1]);
  if (!Number.isInteger(found))
    throw new PluginError("SERVICE_UNREADABLE", "sc.exe says no state; run sc queryex by hand");
  return found;
}

/** The first flush line of each block that is no message of sc.exe's own. */
function namesIn(stdout: string): readonly string[] {
  return stdout
    .split(/(?:\r?\n){2,}/)
    .map((block) => /^(?!\[SC\])\S[^:\r\n]*: (.*\S)/m.exec(block)?.[1])
    .filter((name) => name !== undefined);
}

function win32Failure(args: readonly string[], code: number): PluginError {
  return new PluginError(
    "WIN32_ERROR",
    `sc ${args.join(" ")} failed with error ${code}; net helpmsg ${code} says what it means`,
  );
}
