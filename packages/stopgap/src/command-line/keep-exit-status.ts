import { fstatSync } from "node:fs";
import { createRequire } from "node:module";
import { isatty } from "node:tty";

const stderr = 2;

/**
 * Where stderr is NUL, as a service's is and that of `2>nul`, koffi ends the process with 0xC0000409 instead of its exit
 * status: as it is unloaded it flushes stderr, NUL cannot be flushed, and telling so it waits for its own lock. Such a process
 * is ended before libraries are unloaded, with the status it has. Does nothing on other systems.
 */
export function keepExitStatus(platform = process.platform): void {
  if (platform !== "win32" || !leadsNowhere()) return;
  process.once("exit", (status) => {
    const terminate = terminator();
    terminate?.(status);
  });
}

function leadsNowhere(): boolean {
  try {
    return fstatSync(stderr).isCharacterDevice() && !isatty(stderr);
  } catch {
    return false;
  }
}

/** `TerminateProcess` of this process; null where koffi is not installed, which is then not in the way either. */
function terminator(): ((status: number) => void) | null {
  try {
    const koffi: typeof import("koffi") = createRequire(import.meta.url)("koffi");
    const kernel = koffi.load("kernel32.dll");
    const self = kernel.func("__stdcall", "GetCurrentProcess", "void *", []);
    const terminate = kernel.func("__stdcall", "TerminateProcess", "int", ["void *", "uint32"]);
    return (status) => void terminate(self(), status);
  } catch {
    return null;
  }
}
