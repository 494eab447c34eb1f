export type Stage = "usage" | "configuration" | "fetch" | "verify" | "decide" | "apply" | "log" | "plugin" | "host";

/** One row of the error catalogue, the source of docs/errors.md. */
export interface ErrorEntry {
  readonly stage: Stage;
  /** When it is raised, one sentence. */
  readonly meaning: string;
  /** What to do, an imperative clause without a full stop. */
  readonly remedy: string;
  readonly retryable?: boolean;
}
