export type HostKind = "windows" | "linux" | "sandbox";

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
  now(): Date;
  log(message: string, fields?: Readonly<Record<string, unknown>>): void;
  readonly signal: AbortSignal;
}
