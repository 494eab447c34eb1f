import type { Host } from "../plugin/host.js";
import { abortable } from "./abortable.js";
import { fileFailure } from "./file-failure.js";
import type { HostContext } from "./host-context.js";
import { readNative, writeNative } from "./native-files.js";
import { runProgram } from "./run-program.js";
import { refused } from "./windows-path.js";

/** This machine, a Linux one: absolute paths, programs without a shell. Other paths: HOST_PATH_REFUSED. */
export function openLinuxHost(context: HostContext): Host {
  const { signal } = context;
  const options = { check: () => signal.throwIfAborted(), patienceMs: 0 };
  return {
    kind: "linux",
    readFile: (path) => abortable(signal, () => guarded("read", path, () => readNative(path))),
    writeFile: (path, bytes) =>
      abortable(signal, () => guarded("write", path, () => writeNative(path, bytes, options))),
    run: (program, args) => abortable(signal, () => runProgram(program, args, signal)),
    now: context.now,
    log: context.log,
    signal,
  };
}

async function guarded<T>(doing: "read" | "write", path: string, work: () => Promise<T>): Promise<T> {
  if (!path.startsWith("/")) throw refused(path, "it is not absolute");
  if (path.includes("\0")) throw refused(path, "it has a control character");
  if (path.split("/").includes("..")) throw refused(path, "it goes up with ..");
  if (path.endsWith("/")) throw refused(path, "it names no file");
  try {
    return await work();
  } catch (error) {
    throw fileFailure(error, doing, path);
  }
}
