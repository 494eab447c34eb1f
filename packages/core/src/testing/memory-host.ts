import { StopgapError } from "../errors/stopgap-error.js";
import { abortable } from "../host/abortable.js";
import { foldCase, parseWindowsPath, refused } from "../host/windows-path.js";
import type { Host, HostKind, RunResult } from "../plugin/host.js";

export interface MemoryHostOptions {
  /** `sandbox` where not named. */
  readonly kind?: HostKind;
  /** What is there at first, by path as the host writes it. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Stands in for programs; its state belongs into the files, so that it starts anew with each host. */
  readonly run?: (program: string, args: readonly string[], host: MemoryHost) => RunResult | Promise<RunResult>;
}

export type HostCall = "read" | "write" | "run";

/** One opening of the host: what its calls obey, and who watches them. */
export interface MemoryHostOpening {
  readonly signal?: AbortSignal;
  readonly log?: Host["log"];
  /**
   * Called before and after each call takes effect; what it throws the call rejects with. `what` is the path, or the
   * program and its arguments.
   */
  readonly before?: (call: HostCall, ...what: readonly string[]) => void;
  readonly after?: (call: HostCall, ...what: readonly string[]) => void;
}

/** A machine that is only files in memory, for tests of plugins. */
export interface MemoryHost {
  open(opening?: MemoryHostOpening): Host;
  read(path: string): Uint8Array | null;
  write(path: string, bytes: string | Uint8Array | null): void;
  /** Every file, by path as first written, in order of path. */
  snapshot(): ReadonlyMap<string, Uint8Array>;
}

const time = new Date("2026-01-01T00:00:00.000Z");

export function createMemoryHost(options: MemoryHostOptions = {}): MemoryHost {
  const kind = options.kind ?? "sandbox";
  const files = new Map<string, { readonly path: string; readonly bytes: Uint8Array }>();
  const memory: MemoryHost = {
    open: (opening = {}) => open(opening),
    read: (path) => files.get(keyOf(path, kind))?.bytes.slice() ?? null,
    write(path, bytes) {
      const key = keyOf(path, kind);
      if (bytes === null) files.delete(key);
      else files.set(key, { path: files.get(key)?.path ?? path, bytes: bytesOf(bytes) });
    },
    snapshot() {
      const sorted = [...files.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
      return new Map(sorted.map(({ path, bytes }) => [path, bytes.slice()]));
    },
  };
  for (const [path, content] of Object.entries(options.files ?? {})) memory.write(path, content);

  const open = ({ signal = new AbortController().signal, log, before, after }: MemoryHostOpening): Host => {
    const watched = <T>(call: HostCall, what: readonly string[], work: () => T | Promise<T>): Promise<T> =>
      abortable(signal, async () => {
        // Never in the same turn, as on a real machine.
        await Promise.resolve();
        before?.(call, ...what);
        signal.throwIfAborted();
        const result = await work();
        after?.(call, ...what);
        return result;
      });
    return {
      kind,
      readFile: (path) => watched("read", [path], () => memory.read(path)),
      writeFile: (path, bytes) => watched("write", [path], () => memory.write(path, bytes)),
      run: (program, args) =>
        watched("run", [program, ...args], () => {
          if (options.run !== undefined) return options.run(program, args, memory);
          throw new StopgapError("HOST_RUN_REFUSED", `this host runs no programs, and not ${program}`);
        }),
      now: () => new Date(time),
      log: log ?? (() => undefined),
      signal,
    };
  };
  return memory;
}

function keyOf(path: string, kind: HostKind): string {
  if (kind !== "linux") {
    const { drive, segments } = parseWindowsPath(path, kind === "sandbox");
    return foldCase([drive ?? "", ...segments].join("\\"));
  }
  const isFull = path.startsWith("/") && !path.endsWith("/") && !/\/\.\.?(\/|$)|\0/.test(path);
  if (!isFull) throw refused(path, "it is no absolute path of a file");
  return path.replace(/\/{2,}/g, "/");
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
}
