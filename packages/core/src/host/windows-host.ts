import type { Host } from "../plugin/host.js";
import { abortable } from "./abortable.js";
import { fileFailure } from "./file-failure.js";
import type { HostContext } from "./host-context.js";
import { readNative, writeNative } from "./native-files.js";
import { runProgram } from "./run-program.js";
import { parseWindowsPath } from "./windows-path.js";

/** This machine, a Windows one: full paths with a drive letter, programs without a shell. Other paths: HOST_PATH_REFUSED. */
export function openWindowsHost(context: HostContext): Host {
  const { signal } = context;
  // A virus scanner or an editor holds a file for moments.
  const options = { check: () => signal.throwIfAborted(), patienceMs: 5_000 };
  return {
    kind: "windows",
    readFile: (path) => abortable(signal, () => guarded("read", path, readNative)),
    writeFile: (path, bytes) =>
      abortable(signal, () => guarded("write", path, (place) => writeNative(place, bytes, options))),
    run: (program, args) => abortable(signal, () => runProgram(program, args, signal)),
    now: context.now,
    log: context.log,
    signal,
  };
}

async function guarded<T>(doing: "read" | "write", path: string, work: (place: string) => Promise<T>): Promise<T> {
  const { drive, segments } = parseWindowsPath(path, false);
  try {
    return await work(`${drive}:\\${segments.join("\\")}`);
  } catch (error) {
    throw fileFailure(error, doing, path);
  }
}
