import type { RecordedEvent } from "@stopgap/core";

/** Somebody to be told of what is recorded: each event once and in order, over restarts. */
export interface Follower<M = unknown> {
  /** Names its cursor file: letters, digits and `-`. */
  readonly name: string;
  /** How it is called in messages; never with a secret. */
  readonly title: string;
  /** Where it begins where it has no cursor: at the first event, or with what this process records. */
  readonly begins: "first" | "now";
  /** What it kept, as read back; what it starts with where that is undefined or of another form. */
  remembered(stored: unknown): M;
  /**
   * Takes one event. Rejects where it has to be given again: nothing after it is taken before. After a crash the newest
   * event may come a second time; whoever is told recognises it by its hash.
   */
  take(event: RecordedEvent, memory: M, signal: AbortSignal): Promise<Taken<M>>;
  /**
   * Called where `take` rejected, unless the program is ending: what to keep of that, and whether the event is left
   * behind. Where it is not, `take` is given it again later.
   */
  refused?(event: RecordedEvent, memory: M, error: unknown): Promise<Refused<M>>;
  /** Called when it has come to the log's head. */
  caughtUp?(memory: M): Promise<void>;
}

export interface Refused<M> {
  readonly memory: M;
  readonly leave: boolean;
}

export interface Taken<M> {
  readonly memory: M;
  /** True where something left this process: the cursor is then written before the next event is taken. */
  readonly told: boolean;
}
