import type { Host } from "../plugin/host.js";
import { PluginError } from "../plugin/plugin-error.js";

/** What a plugin would have written to one file; null is absence. */
export interface FileChange {
  readonly path: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
}

/** Keeps writes in memory, over hosts that stay untouched: what `plan` lets plugins act on. */
export interface Overlay {
  over(host: Host): Host;
  /** What was written since the last call, file by file; unchanged files are not among them. */
  takeChanges(): readonly FileChange[];
}

export function createOverlay(): Overlay {
  const written = new Map<string, { path: string; bytes: Uint8Array | null }>();
  const pending = new Map<string, FileChange>();
  const keyOf = (path: string) => path.replaceAll("/", "\\").toLowerCase();

  return {
    over: (host) => ({
      kind: host.kind,
      signal: host.signal,
      now: () => host.now(),
      log: (message, fields) => host.log(message, fields),
      async readFile(path) {
        const own = written.get(host.kind === "linux" ? path : keyOf(path));
        return own === undefined ? await host.readFile(path) : own.bytes;
      },
      async writeFile(path, bytes) {
        const key = host.kind === "linux" ? path : keyOf(path);
        const before = pending.has(key) ? (pending.get(key)?.before ?? null) : await this.readFile(path);
        pending.set(key, { path, before, after: bytes });
        written.set(key, { path, bytes });
      },
      run: (program) => Promise.reject(new PluginError("PLAN_ONLY", `${program} is not run while planning`)),
    }),
    takeChanges() {
      const changes = [...pending.values()].filter(({ before, after }) => !sameBytes(before, after));
      pending.clear();
      return changes;
    },
  };
}

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === b || (a !== null && b !== null && Buffer.compare(a, b) === 0);
}
