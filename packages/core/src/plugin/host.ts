export type HostKind = "windows" | "linux" | "sandbox";

/** What an administrator wants where the host has what an action wants, under another name. */
export type OnEquivalent = "adopt" | "add";

export interface RunResult {
  /** Exit status of the program. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The machine as a plugin sees it: all it may touch. Every call rejects once `signal` is aborted. */
export interface Host {
  readonly kind: HostKind;
  /** Bytes of the file, or null where there is none. Windows paths on `windows` and `sandbox`; a name without a drive is a table at the sandbox's root. */
  readFile(path: string): Promise<Uint8Array | null>;
  /** Replaces the file atomically; null removes it. Folders above it are made. */
  writeFile(path: string, bytes: Uint8Array | null): Promise<void>;
  /** Runs a program without a shell. Rejects where it cannot be started. */
  run(program: string, args: readonly string[]): Promise<RunResult>;
  /** `adopt`: that counts as the action's, and nothing is written. `add`, also where it is missing: the action's own is added. */
  readonly onEquivalent?: OnEquivalent;
  now(): Date;
  log(message: string, fields?: Readonly<Record<string, unknown>>): void;
  readonly signal: AbortSignal;
}
