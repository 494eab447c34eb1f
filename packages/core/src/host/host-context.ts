/** What a host takes from whoever opens it, for the length of one hook call. */
export interface HostContext {
  readonly now: () => Date;
  readonly log: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
  /** Once aborted, every call of the host rejects with its reason. */
  readonly signal: AbortSignal;
}
