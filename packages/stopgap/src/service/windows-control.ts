import { StopgapError } from "@stopgap/core";
import type { ServiceControl } from "./service-control.js";
import { serviceName } from "./windows-manager.js";

/** The functions of advapi32.dll a service process needs. Callbacks come from other threads and must not wait. */
export interface ServiceFunctions {
  /** `StartServiceCtrlDispatcherW`: resolves when the service has stopped, false where no service manager started us. */
  dispatch(name: string, main: () => void): Promise<boolean>;
  /** `RegisterServiceCtrlHandlerExW`; `handler` gets the control and answers with a Win32 error. */
  register(name: string, handler: (control: number) => number): unknown;
  /** `SetServiceStatus` with a SERVICE_STATUS as bytes. */
  setStatus(handle: unknown, status: Buffer): void;
}

export interface WindowsControl extends ServiceControl {
  /** Everything is closed: the manager may end the process. Where the exit status is not 0, it starts the service anew. */
  stopped(exitStatus: number): Promise<void>;
}

const states = { stopped: 1, startPending: 2, stopPending: 3, running: 4 } as const;
const controls = { stop: 1, interrogate: 4, shutdown: 5 } as const;
const acceptStopAndShutdown = 5;
const ownProcess = 16;
const notImplemented = 120;
const serviceSpecificError = 1066;
/** Milliseconds the manager waits for a start or a stop before it calls it hung. */
const patience = 120_000;

/** Takes this process's place as the service. Rejects with `SERVICE_REFUSED` where the manager did not start it. */
export async function windowsControl(load: () => Promise<ServiceFunctions>): Promise<WindowsControl> {
  const functions = await load().catch((cause: unknown) => {
    throw new StopgapError("SERVICE_REFUSED", "advapi32.dll cannot be called; the package koffi is missing", { cause });
  });
  const stop = new AbortController();
  let handle: unknown = null;
  let state: number = states.startPending;
  const tell = (exitStatus = 0): void => functions.setStatus(handle, statusBytes(state, exitStatus));
  const move = async (next: number): Promise<void> => {
    state = next;
    tell();
  };
  const handler = (control: number): number => {
    if (control === controls.interrogate) return 0;
    if (control !== controls.stop && control !== controls.shutdown) return notImplemented;
    state = states.stopPending;
    tell();
    setImmediate(() => stop.abort(control === controls.stop ? "service stop" : "shutdown"));
    return 0;
  };
  let isOver: Promise<boolean> = Promise.resolve(false);
  const started = new Promise<void>((resolve) => {
    isOver = functions.dispatch(serviceName, () => {
      handle = functions.register(serviceName, handler);
      tell();
      resolve();
    });
  });
  const isStarted = await Promise.race([started.then(() => true), isOver]);
  if (!isStarted) {
    throw new StopgapError("SERVICE_REFUSED", "the Windows service manager did not start this process", {
      remedy: "leave --windows-service out, or use stopgap service install",
    });
  }
  return {
    stopRequested: stop.signal,
    ready: () => move(states.running),
    stopping: () => move(states.stopPending),
    async stopped(exitStatus) {
      state = states.stopped;
      tell(exitStatus);
      await isOver;
    },
  };
}

/** SERVICE_STATUS: type, state, accepted controls, exit codes, check point, wait hint. */
function statusBytes(state: number, exitStatus: number): Buffer {
  const isPending = state === states.startPending || state === states.stopPending;
  const accepted = state === states.running ? acceptStopAndShutdown : 0;
  const status = Buffer.alloc(28);
  const error = exitStatus === 0 ? 0 : serviceSpecificError;
  [ownProcess, state, accepted, error, exitStatus, 0, isPending ? patience : 0].forEach((value, index) => {
    status.writeUInt32LE(value, index * 4);
  });
  return status;
}

export async function loadServiceFunctions(): Promise<ServiceFunctions> {
  const { default: koffi } = await import("koffi");
  const advapi = koffi.load("advapi32.dll");
  const main = koffi.proto("void __stdcall StopgapServiceMain(uint32 count, void *words)");
  const handlerEx = koffi.proto(
    "uint32 __stdcall StopgapServiceHandler(uint32 control, uint32 type, void *data, void *context)",
  );
  const entry = koffi.struct({ name: "str16", main: koffi.pointer(main) });
  const start = advapi.func("__stdcall", "StartServiceCtrlDispatcherW", "int", [koffi.pointer(entry)]);
  const register = advapi.func("__stdcall", "RegisterServiceCtrlHandlerExW", "void *", [
    "str16",
    koffi.pointer(handlerEx),
    "void *",
  ]);
  const setStatus = advapi.func("__stdcall", "SetServiceStatus", "int", ["void *", "void *"]);
  return {
    dispatch(name, begin) {
      const callback = koffi.register(begin, koffi.pointer(main));
      return new Promise((resolve, reject) => {
        const table = [
          { name, main: callback },
          { name: null, main: null },
        ];
        start.async(table, (error: Error | null, result: number) => {
          if (error === null) resolve(result !== 0);
          else reject(error);
        });
      });
    },
    // Kept for the life of the process: the manager may call it at any time.
    register: (name, handler) => register(name, koffi.register(handler, koffi.pointer(handlerEx)), null),
    setStatus: (handle, status) => void setStatus(handle, status),
  };
}
