import { setTimeout as sleep } from "node:timers/promises";
import { oneLine, StopgapError } from "@stopgap/core";
import { journalSource } from "../journal/windows-journal.js";
import { type Ran, run } from "../outlets/run.js";
import type { ServiceManager } from "./service-manager.js";

export const serviceName = "Stopgap";

const description = "Fetches signed emergency mitigations, verifies them and applies what is meant for this server.";
const sourceKey = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\${journalSource}`;
/** Of the .NET Framework, part of Windows Server: shows any id's text as it was given. */
const messageFile = "%SystemRoot%\\Microsoft.NET\\Framework64\\v4.0.30319\\EventLogMessages.dll";

const serviceKey = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\${serviceName}`;

const automatic = "0x2";
/** A cycle in the middle of a change ends it first: two minutes, as under systemd. */
const patience = { tries: 240, pause: 500 };

/** Runs a program of Windows. */
export type RunProgram = (program: string, words: readonly string[]) => Promise<Ran>;

/** The Windows service manager through `sc.exe`, and the event source through `reg.exe`. Numbers only: texts are localised. */
export function windowsManager(execute: RunProgram = run): ServiceManager {
  const sc = async (...words: readonly string[]): Promise<Ran> => {
    const ran = await execute("sc.exe", words);
    if (ran.status !== 0) throw refused(`sc.exe ${words[0]}`, ran);
    return ran;
  };
  /** Null where it is not installed: the registry says it, whatever language sc.exe speaks. */
  const startType = async (): Promise<string | null> => {
    const ran = await execute("reg.exe", ["query", serviceKey, "/v", "Start"]);
    if (ran.status === 1) return null;
    if (ran.status !== 0) throw refused("reg.exe query", ran);
    return /REG_DWORD\s+(0x[0-9a-f]+)/i.exec(ran.output)?.[1] ?? "unknown";
  };
  const state = async (): Promise<number> => {
    const { output } = await sc("query", serviceName);
    return stateIn(output);
  };
  const stop = async (): Promise<void> => {
    if ((await state()) === stopped) return;
    await sc("stop", serviceName);
    for (let tries = 0; (await state()) !== stopped; tries += 1) {
      if (tries === patience.tries)
        throw new StopgapError("SERVICE_REFUSED", "the service has not stopped in two minutes");
      await sleep(patience.pause);
    }
  };
  /** A start that takes long is none that failed. */
  const start = async (): Promise<void> => {
    const ran = await execute("sc.exe", ["start", serviceName]);
    for (let tries = 0; ran.status !== 0 && (await state()) !== running; tries += 1) {
      if ((await state()) !== starting || tries === patience.tries) throw refused("sc.exe start", ran);
      await sleep(patience.pause);
    }
  };
  return {
    title: "the Windows service manager",
    async install({ command }) {
      const binary = command.map(quoted).join(" ");
      const settings = ["start=", "auto", "DisplayName=", "Stopgap emergency mitigation service"];
      const isThere = (await startType()) !== null;
      if (isThere) await stop();
      await sc(isThere ? "config" : "create", serviceName, "binPath=", binary, ...settings);
      await sc("description", serviceName, description);
      const actions = "restart/10000/restart/60000/restart/600000";
      await sc("failure", serviceName, "reset=", "86400", "actions=", actions);
      // Also after a failure that was told, not only after a crash; older systems do not know it.
      await execute("sc.exe", ["failureflag", serviceName, "1"]);
      for (const value of [
        ["EventMessageFile", "REG_EXPAND_SZ", messageFile],
        ["TypesSupported", "REG_DWORD", "7"],
      ] as const) {
        const [name, type, data] = value;
        const ran = await execute("reg.exe", ["add", sourceKey, "/v", name, "/t", type, "/d", data, "/f"]);
        if (ran.status !== 0) throw refused("reg.exe add", ran);
      }
      await start();
    },
    async uninstall() {
      if ((await startType()) === null) return false;
      await stop();
      await sc("delete", serviceName);
      // Old entries of the Application log keep their texts only while the source stands; it is left.
      return true;
    },
    async status() {
      const start = await startType();
      if (start === null) return null;
      const now = await state();
      return {
        isRunning: now === running,
        isAutomatic: start === automatic,
        detail: states[now] ?? `state ${now}`,
      };
    },
  };
}

const stopped = 1;
const starting = 2;
const running = 4;
const states: Readonly<Record<number, string>> = {
  1: "stopped",
  2: "starting",
  3: "stopping",
  4: "running",
  5: "continuing",
  6: "pausing",
  7: "paused",
};

/** The second number of the indented lines, whatever the system's language calls them: type, then state. 0 where there is none. */
function stateIn(output: string): number {
  const numbers = [...output.matchAll(/^[ \t]+[^:\r\n]*:[ \t]+([0-9a-f]+)\b/gim)].map((match) => match[1]);
  return Number(numbers[1] ?? 0);
}

/** As CommandLineToArgvW takes it apart: backslashes count only before a quote. */
export function quoted(word: string): string {
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}

function refused(what: string, { status, output, errors }: Ran): StopgapError {
  const said = oneLine(`${output} ${errors}`).trim();
  const why = status === null ? "it did not run" : `error ${status}${said === "" ? "" : `: ${said}`}`;
  return new StopgapError("SERVICE_REFUSED", `${what}: ${why}`);
}
