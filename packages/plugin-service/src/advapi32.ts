import { PluginError } from "@stopgap/core/plugin";
import { win32 } from "./win32-errors.js";

/** The service manager's functions that this plugin needs, with their parameters as documented for advapi32.dll. */
export interface ServiceFunctions {
  /** Null where there is no such service. What Windows refuses throws WIN32_ERROR. */
  withService<T>(name: string, rights: number, work: (service: OpenService) => T): T | null;
}

export interface OpenService {
  state(): number;
  config(): { readonly startType: number; readonly isDelayed: boolean };
  dependents(): readonly string[];
  setStartType(startType: number, isDelayed: boolean): void;
  stop(): void;
  start(): void;
}

/** Access rights of an opened service. */
export const rights = {
  queryConfig: 1,
  changeConfig: 2,
  queryStatus: 4,
  enumerateDependents: 8,
  start: 16,
  stop: 32,
} as const;

const noChange = 0xffffffff;
const connect = 1;
const stopControl = 1;
const allStates = 3;
const delayedLevel = 3;

let loaded: Promise<ServiceFunctions | null> | undefined;

/** advapi32.dll through koffi; null where this is no Windows or koffi is not installed. */
export function loadServiceFunctions(): Promise<ServiceFunctions | null> {
  // Loaded once: a library stays in the process for good.
  loaded ??= process.platform === "win32" ? bind().catch(() => null) : Promise.resolve(null);
  return loaded;
}

async function bind(): Promise<ServiceFunctions> {
  const { default: koffi } = await import("koffi");
  const advapi = koffi.load("advapi32.dll");
  const kernel = koffi.load("kernel32.dll");
  const handle = "void *";
  const lastError = kernel.func("__stdcall", "GetLastError", "uint32", []);
  const openManager = advapi.func("__stdcall", "OpenSCManagerW", handle, ["str16", "str16", "uint32"]);
  const openService = advapi.func("__stdcall", "OpenServiceW", handle, [handle, "str16", "uint32"]);
  const close = advapi.func("__stdcall", "CloseServiceHandle", "int", [handle]);
  const queryStatus = advapi.func("__stdcall", "QueryServiceStatusEx", "int", [
    handle,
    "int",
    handle,
    "uint32",
    handle,
  ]);
  const queryConfig = advapi.func("__stdcall", "QueryServiceConfigW", "int", [handle, handle, "uint32", handle]);
  const queryConfig2 = advapi.func("__stdcall", "QueryServiceConfig2W", "int", [
    handle,
    "uint32",
    handle,
    "uint32",
    handle,
  ]);
  const changeConfig = advapi.func("__stdcall", "ChangeServiceConfigW", "int", [
    handle,
    "uint32",
    "uint32",
    "uint32",
    "str16",
    "str16",
    handle,
    "str16",
    "str16",
    "str16",
    "str16",
  ]);
  const changeConfig2 = advapi.func("__stdcall", "ChangeServiceConfig2W", "int", [handle, "uint32", handle]);
  const enumDependents = advapi.func("__stdcall", "EnumDependentServicesW", "int", [
    handle,
    "uint32",
    handle,
    "uint32",
    handle,
    handle,
  ]);
  const controlService = advapi.func("__stdcall", "ControlService", "int", [handle, "uint32", handle]);
  const startService = advapi.func("__stdcall", "StartServiceW", "int", [handle, "uint32", handle]);
  const dependent = koffi.struct({ name: "str16", display: "str16", status: koffi.array("uint32", 7) });

  const opened = (service: unknown, name: string): OpenService => {
    const require = (ok: number, what: string, accepted: readonly number[] = []): boolean => {
      if (ok !== 0) return true;
      const error: number = lastError();
      if (accepted.includes(error)) return false;
      throw failure(what, name, error);
    };
    /** Asks for the size first, then for the content. */
    const query = (what: string, ask: (buffer: Buffer | null, size: number, needed: Buffer) => number): Buffer => {
      const needed = Buffer.alloc(4);
      if (require(ask(null, 0, needed), what, [win32.noMoreRoom, win32.moreData])) return Buffer.alloc(0);
      const buffer = Buffer.alloc(needed.readUInt32LE());
      require(ask(buffer, buffer.length, needed), what);
      return buffer;
    };
    return {
      state() {
        const status = Buffer.alloc(36);
        require(queryStatus(service, 0, status, status.length, Buffer.alloc(4)), "QueryServiceStatusEx");
        return status.readUInt32LE(4);
      },
      config() {
        const config = query("QueryServiceConfigW", (buffer, size, needed) =>
          queryConfig(service, buffer, size, needed),
        );
        const delayed = Buffer.alloc(4);
        const isKnown = require(queryConfig2(
          service,
          delayedLevel,
          delayed,
          delayed.length,
          Buffer.alloc(4),
        ), "QueryServiceConfig2W", [win32.unknownLevel]);
        return { startType: config.readUInt32LE(4), isDelayed: isKnown && delayed.readInt32LE() !== 0 };
      },
      dependents() {
        const count = Buffer.alloc(4);
        const entries = query("EnumDependentServicesW", (buffer, size, needed) =>
          enumDependents(service, allStates, buffer, size, needed, count),
        );
        const found: readonly { readonly name: string }[] =
          entries.length === 0 ? [] : koffi.decode(entries, koffi.array(dependent, count.readUInt32LE()));
        return found.map((entry) => entry.name);
      },
      setStartType(startType, isDelayed) {
        const same = Array<null>(7).fill(null);
        require(changeConfig(service, noChange, startType, noChange, ...same), "ChangeServiceConfigW");
        if (startType !== 2) return;
        const delayed = Buffer.alloc(4);
        delayed.writeInt32LE(isDelayed ? 1 : 0);
        const accepted = isDelayed ? [] : [win32.unknownLevel];
        require(changeConfig2(service, delayedLevel, delayed), "ChangeServiceConfig2W", accepted);
      },
      stop() {
        const accepted = [win32.notStarted, win32.cannotAcceptControl];
        require(controlService(service, stopControl, Buffer.alloc(28)), "ControlService", accepted);
      },
      start() {
        require(startService(service, 0, null), "StartServiceW", [win32.runsAlready]);
      },
    };
  };

  return {
    withService(name, access, work) {
      const manager = openManager(null, null, connect);
      if (manager === null) throw failure("OpenSCManagerW", name, lastError());
      try {
        const service = openService(manager, name, access);
        if (service === null) {
          const error: number = lastError();
          if (error === win32.noSuchService) return null;
          throw failure("OpenServiceW", name, error);
        }
        try {
          return work(opened(service, name));
        } finally {
          close(service);
        }
      } finally {
        close(manager);
      }
    },
  };
}

function failure(what: string, name: string, error: number): PluginError {
  return new PluginError(
    "WIN32_ERROR",
    `${what} failed for the service ${name} with error ${error}; net helpmsg ${error} says what it means`,
  );
}
